namespace ReCorD.Compute.Weights;

/// <summary>What a safetensors file says of one tensor.</summary>
/// <param name="Name">Its key.</param>
/// <param name="StoredType">The type's name in the file, as <c>F16</c>.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Offset">First byte, counted from the end of the header.</param>
/// <param name="ByteLength">Bytes it takes.</param>
public sealed record SafetensorsEntry(string Name, string StoredType, TensorShape Shape, long Offset, long ByteLength)
{
    /// <summary>The element type; <see cref="ElementType.Undefined"/> where the file's type cannot be read here.</summary>
    public ElementType ElementType => SafetensorsType.Of(StoredType);
}
