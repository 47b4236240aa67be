namespace ReCorD.Compute.Kernels;

/// <summary>The tensors of an attention and its gradient, each [rows, queries or keys, heads * size], float32.</summary>
internal readonly unsafe struct AttentionTensors
{
    /// <summary>Already scaled.</summary>
    public required float* Query { get; init; }

    public required float* Key { get; init; }

    public required float* Value { get; init; }

    /// <summary>What the attention gave.</summary>
    public required float* Result { get; init; }

    public required float* ResultGradient { get; init; }

    /// <summary>To be written, like the following.</summary>
    public required float* QueryGradient { get; init; }

    public required float* KeyGradient { get; init; }

    public required float* ValueGradient { get; init; }
}
