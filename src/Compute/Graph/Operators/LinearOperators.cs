namespace ReCorD.Compute.Graph.Operators;

/// <summary>Matrix products and convolutions.</summary>
public static class LinearOperators
{
    /// <summary>Matrix product over the last two axes; leading axes broadcast.</summary>
    public static Value MatMul(this Value left, Value right)
    {
        if (left.Shape.Rank < 2 || right.Shape.Rank < 2 || left.Shape[-1] != right.Shape[-2])
        {
            throw new GraphException($"{left} and {right} cannot be multiplied: the last axis of the first must equal the last but one of the second, both of rank 2 or more.");
        }

        TensorShape batch = Broadcasting.Combine(new TensorShape([.. left.Shape.SkipLast(2)]), new TensorShape([.. right.Shape.SkipLast(2)]));
        return left.Builder.Emit("MatMul", [left, right], left.ElementType, new TensorShape([.. batch, left.Shape[-2], right.Shape[-1]]));
    }

    /// <summary>
    /// left * right (+ bias) for matrices, either operand transposed first. Reads weights as PyTorch stores them ([out, in], transposed)
    /// without the copy that a Transpose node would make.
    /// </summary>
    public static Value Gemm(this Value left, Value right, Value? bias = null, bool transposeLeft = false, bool transposeRight = false)
    {
        if (left.Shape.Rank != 2 || right.Shape.Rank != 2 || left.Shape[transposeLeft ? 0 : 1] != right.Shape[transposeRight ? 1 : 0])
        {
            throw new GraphException($"Gemm cannot multiply {left} and {right}.");
        }

        TensorShape shape = new(left.Shape[transposeLeft ? 1 : 0], right.Shape[transposeRight ? 0 : 1]);
        Dictionary<string, object> attributes = new() { ["transA"] = transposeLeft ? 1L : 0L, ["transB"] = transposeRight ? 1L : 0L };
        return left.Builder.Emit("Gemm", bias is null ? [left, right] : [left, right, bias], left.ElementType, shape, attributes);
    }

    /// <summary>PyTorch's Linear: x [..., in], weight [out, in], bias [out] or none, result [..., out].</summary>
    public static Value Linear(this Value x, Value weight, Value? bias = null)
        => x.Reshape(x.Shape.ElementCount / x.Shape[-1], x.Shape[-1]).Gemm(weight, bias, transposeRight: true).Reshape(x.Shape.With(-1, weight.Shape[0]));

    /// <summary>
    /// Convolution of pictures x [B, in, H, W] with weight [out, in, kH, kW]. <paramref name="pads"/>: zeros added at top, left, bottom, right.
    /// </summary>
    public static Value Conv(this Value x, Value weight, Value? bias, long stride, long[] pads, long dilation = 1)
    {
        if (x.Shape.Rank != 4 || weight.Shape.Rank != 4 || x.Shape[1] != weight.Shape[1] || pads.Length != 4)
        {
            throw new GraphException($"Conv cannot apply {weight} to {x} with pads [{string.Join(", ", pads)}].");
        }

        long Size(int axis) => ((x.Shape[axis] + pads[axis - 2] + pads[axis] - (dilation * (weight.Shape[axis] - 1)) - 1) / stride) + 1;
        TensorShape shape = new(x.Shape[0], weight.Shape[0], Size(2), Size(3));
        Dictionary<string, object> attributes = new()
        {
            ["kernel_shape"] = new[] { weight.Shape[2], weight.Shape[3] }, ["strides"] = new[] { stride, stride },
            ["dilations"] = new[] { dilation, dilation }, ["pads"] = pads,
        };
        return x.Builder.Emit("Conv", bias is null ? [x, weight] : [x, weight, bias], x.ElementType, shape, attributes);
    }

    /// <summary>Convolution with the same padding on every side.</summary>
    public static Value Conv(this Value x, Value weight, Value? bias = null, long stride = 1, long padding = 0)
        => x.Conv(weight, bias, stride, [padding, padding, padding, padding]);

    /// <summary>The transpose of <see cref="Conv(Value, Value, Value?, long, long[], long)"/>: from its result back to its operand's shape [B, in, H, W].</summary>
    internal static Value ConvTranspose(this Value y, Value weight, TensorShape operand, long stride, long[] pads)
    {
        long Extra(int axis) => operand[axis] - ((stride * (y.Shape[axis] - 1)) + weight.Shape[axis] - pads[axis - 2] - pads[axis]);
        Dictionary<string, object> attributes = new()
        {
            ["kernel_shape"] = new[] { weight.Shape[2], weight.Shape[3] }, ["strides"] = new[] { stride, stride }, ["pads"] = pads,
            ["output_padding"] = new[] { Extra(2), Extra(3) },
        };
        return y.Builder.Emit("ConvTranspose", [y, weight], y.ElementType, operand, attributes);
    }
}
