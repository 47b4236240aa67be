namespace ReCorD.Compute.Kernels;

/// <summary>Where the numbers of a <see cref="MatrixProduct"/> lie, row after row.</summary>
internal readonly unsafe struct MatrixProductTensors
{
    /// <summary>[rows, inner].</summary>
    public required float* Left { get; init; }

    /// <summary>[inner, columns], or [columns, inner].</summary>
    public required float* Right { get; init; }

    /// <summary>[columns], or null.</summary>
    public required float* Bias { get; init; }

    /// <summary>[rows, columns].</summary>
    public required float* Result { get; init; }
}
