namespace ReCorD.Compute.Weights;

/// <summary>A tensor that a safetensors file will hold, before it is there.</summary>
/// <param name="Name">Its key.</param>
/// <param name="ElementType">Its type, one that the format has.</param>
/// <param name="Shape">Its shape.</param>
public sealed record SafetensorsItem(string Name, ElementType ElementType, TensorShape Shape)
{
    /// <summary>Bytes it will take.</summary>
    public long ByteLength => checked(Shape.ElementCount * ElementType.ByteSize());
}
