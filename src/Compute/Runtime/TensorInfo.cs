using System.Collections.Immutable;

namespace ReCorD.Compute.Runtime;

/// <summary>An input or output of a session.</summary>
public sealed class TensorInfo
{
    internal TensorInfo(string name, ElementType elementType, ImmutableArray<long> dimensions)
    {
        Name = name;
        ElementType = elementType;
        Dimensions = dimensions;
        Shape = dimensions.All(size => size >= 0) ? new TensorShape(dimensions.AsSpan()) : null;
    }

    public string Name { get; }

    public ElementType ElementType { get; }

    /// <summary>Sizes; -1 where the model leaves one open.</summary>
    public ImmutableArray<long> Dimensions { get; }

    /// <summary>The shape, or null where some size is open. Sessions made from our own graphs have none open.</summary>
    public TensorShape? Shape { get; }

    public override string ToString() => $"{Name}: {ElementType}[{string.Join(", ", Dimensions.Select(size => size < 0 ? "any" : size.ToString(System.Globalization.CultureInfo.InvariantCulture)))}]";

    /// <summary>Whether a tensor has the type and a shape that this input or output takes.</summary>
    internal bool Accepts(Tensor tensor)
    {
        if (tensor.ElementType != ElementType || tensor.Shape.Rank != Dimensions.Length)
        {
            return false;
        }

        for (int axis = 0; axis < Dimensions.Length; axis++)
        {
            if (Dimensions[axis] >= 0 && Dimensions[axis] != tensor.Shape[axis])
            {
                return false;
            }
        }

        return true;
    }
}
