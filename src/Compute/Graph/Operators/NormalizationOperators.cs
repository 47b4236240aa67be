namespace ReCorD.Compute.Graph.Operators;

/// <summary>Normalisations.</summary>
public static class NormalizationOperators
{
    /// <summary>PyTorch's LayerNorm over the last axis: zero mean and unit variance, times scale, plus bias, both of that axis' length.</summary>
    public static Value LayerNormalization(this Value x, Value scale, Value? bias, float epsilon)
    {
        if (scale.Shape.Rank != 1 || scale.Shape[0] != x.Shape[-1])
        {
            throw new GraphException($"LayerNormalization of {x} needs a scale of {x.Shape[-1]} numbers, not {scale}.");
        }

        // The mean and inverse deviation of each row cost nothing and spare the gradient a second pass.
        TensorShape statistics = x.Shape.With(-1, 1);
        return x.Builder.Emit(
            "LayerNormalization", bias is null ? [x, scale] : [x, scale, bias], [(x.ElementType, x.Shape), (ElementType.Float32, statistics), (ElementType.Float32, statistics)],
            new Dictionary<string, object> { ["axis"] = -1L, ["epsilon"] = epsilon, ["stash_type"] = 1L })[0];
    }

    /// <summary>
    /// PyTorch's GroupNorm of pictures [B, C, H, W]: each group of channels to zero mean and unit variance, then scale and bias per channel.
    /// Stated as a layer normalisation over the whole group, which ONNX Runtime runs in parallel.
    /// </summary>
    public static Value GroupNormalization(this Value x, int groups, Value scale, Value bias, float epsilon)
    {
        long batch = x.Shape[0], channels = x.Shape[1];
        if (channels % groups != 0)
        {
            throw new GraphException($"{x} has {channels} channels, which {groups} groups do not divide.");
        }

        long length = x.Shape.ElementCount / (batch * groups);
        float[] ones = new float[length];
        Array.Fill(ones, 1f);
        Value normalized = x.Reshape(batch, groups, length).LayerNormalization(x.Builder.Constant(ones, length), bias: null, epsilon).Reshape(x.Shape);
        return (normalized * scale.Reshape(channels, 1, 1)) + bias.Reshape(channels, 1, 1);
    }
}
