namespace ReCorD.Compute.Graph.Operators;

/// <summary>Operators that move elements without computing on them.</summary>
public static class ShapeOperators
{
    /// <summary>The same elements in another shape.</summary>
    public static Value Reshape(this Value x, TensorShape shape)
    {
        if (x.Shape.Equals(shape))
        {
            return x;
        }

        if (x.Shape.ElementCount != shape.ElementCount)
        {
            throw new GraphException($"{x} cannot be reshaped to {shape}: {x.Shape.ElementCount} elements are not {shape.ElementCount}.");
        }

        return x.Builder.Emit("Reshape", [x, x.Builder.Integers(shape.AsSpan())], x.ElementType, shape, new Dictionary<string, object> { ["allowzero"] = 1L });
    }

    /// <inheritdoc cref="Reshape(Value, TensorShape)"/>
    public static Value Reshape(this Value x, params ReadOnlySpan<long> shape) => x.Reshape(new TensorShape(shape));

    /// <summary>Axis i of the result is axis <c>permutation[i]</c> of the operand.</summary>
    public static Value Transpose(this Value x, params ReadOnlySpan<long> permutation)
    {
        if (permutation.Length != x.Shape.Rank)
        {
            throw new GraphException($"A permutation of {permutation.Length} axes does not fit {x}.");
        }

        long[] shape = new long[permutation.Length];
        for (int i = 0; i < shape.Length; i++)
        {
            shape[i] = x.Shape[(int)permutation[i]];
        }

        return x.Builder.Emit("Transpose", [x], x.ElementType, new TensorShape(shape), new Dictionary<string, object> { ["perm"] = permutation.ToArray() });
    }

    /// <summary>Swaps the last two axes. Twice gives the value back.</summary>
    public static Value TransposeLast(this Value x)
    {
        long[] permutation = [.. Enumerable.Range(0, x.Shape.Rank).Select(axis => (long)axis)];
        (permutation[^1], permutation[^2]) = (permutation[^2], permutation[^1]);
        return x.Producer is { OpType: "Transpose" } producer && producer.Integers("perm", []).SequenceEqual(permutation) ? producer.Inputs[0] : x.Transpose(permutation);
    }

    /// <summary>Joins values along an axis; the other dimensions must agree.</summary>
    public static Value Concat(int axis, params IReadOnlyList<Value> parts)
    {
        Value first = parts[0];
        int at = first.Shape.Axis(axis);
        foreach (Value part in parts)
        {
            if (!part.Shape.With(at, 0).Equals(first.Shape.With(at, 0)))
            {
                throw new GraphException($"{first} and {part} cannot be joined along axis {at}: other dimensions differ.");
            }
        }

        TensorShape shape = first.Shape.With(at, parts.Sum(part => part.Shape[at]));
        return first.Builder.Emit("Concat", parts, first.ElementType, shape, new Dictionary<string, object> { ["axis"] = (long)at });
    }

    /// <summary>Cuts a value into equal parts along an axis.</summary>
    public static IReadOnlyList<Value> Split(this Value x, int axis, int parts)
    {
        int at = x.Shape.Axis(axis);
        if (x.Shape[at] % parts != 0)
        {
            throw new GraphException($"{x} cannot be cut into {parts} equal parts along axis {at}.");
        }

        TensorShape shape = x.Shape.With(at, x.Shape[at] / parts);
        var results = Enumerable.Repeat((x.ElementType, shape), parts).ToList();
        return x.Builder.Emit("Split", [x], results, new Dictionary<string, object> { ["axis"] = (long)at, ["num_outputs"] = (long)parts });
    }

    /// <summary>Cuts a value into parts of the given sizes along an axis.</summary>
    public static IReadOnlyList<Value> Cut(this Value x, int axis, params ReadOnlySpan<long> sizes)
    {
        int at = x.Shape.Axis(axis);
        List<(ElementType, TensorShape)> parts = [];
        long sum = 0;
        foreach (long size in sizes)
        {
            parts.Add((x.ElementType, x.Shape.With(at, size)));
            sum += size;
        }

        return sum == x.Shape[at]
            ? x.Builder.Emit("Split", [x, x.Builder.Integers(sizes)], parts, new Dictionary<string, object> { ["axis"] = (long)at })
            : throw new GraphException($"{x} cannot be cut along axis {at} into parts of {sum} altogether.");
    }

    /// <summary>Elements <paramref name="start"/> (inclusive) to <paramref name="end"/> (exclusive) along an axis.</summary>
    public static Value Slice(this Value x, int axis, long start, long end)
    {
        int at = x.Shape.Axis(axis);
        if (start < 0 || end > x.Shape[at] || start >= end)
        {
            throw new GraphException($"{x} has no elements {start} to {end} along axis {at}.");
        }

        GraphBuilder g = x.Builder;
        return g.Emit("Slice", [x, g.Integers(start), g.Integers(end), g.Integers(at)], x.ElementType, x.Shape.With(at, end - start));
    }

    /// <summary>Reverses the order of elements along axes.</summary>
    public static Value Flip(this Value x, params ReadOnlySpan<long> axes)
    {
        GraphBuilder g = x.Builder;
        long[] starts = new long[axes.Length], ends = new long[axes.Length], steps = new long[axes.Length];
        for (int i = 0; i < axes.Length; i++)
        {
            (starts[i], ends[i], steps[i]) = (-1, long.MinValue, -1);
        }

        return g.Emit("Slice", [x, g.Integers(starts), g.Integers(ends), g.Integers(axes), g.Integers(steps)], x.ElementType, x.Shape);
    }

    /// <summary>Repeats dimensions of 1 to fill the shape.</summary>
    public static Value Expand(this Value x, TensorShape shape)
        => x.Shape.Equals(shape) ? x : x.Builder.Emit("Expand", [x, x.Builder.Integers(shape.AsSpan())], x.ElementType, Broadcasting.Combine(x.Shape, shape));

    /// <summary>Zeros around the elements; <paramref name="pads"/> holds the counts before each axis, then after each.</summary>
    public static Value Pad(this Value x, params ReadOnlySpan<long> pads) => x.Pad("constant", pads);

    /// <summary>Pads with the picture mirrored at its border (the border itself not repeated), PyTorch's <c>reflect</c>.</summary>
    public static Value PadReflect(this Value x, params ReadOnlySpan<long> pads) => x.Pad("reflect", pads);

    /// <summary>Slices along an axis at the given indices (any rank); the axis is replaced by the indices' dimensions.</summary>
    public static Value Gather(this Value data, Value indices, int axis)
    {
        int at = data.Shape.Axis(axis);
        TensorShape shape = new([.. data.Shape.Take(at), .. indices.Shape, .. data.Shape.Skip(at + 1)]);
        return data.Builder.Emit("Gather", [data, indices], data.ElementType, shape, new Dictionary<string, object> { ["axis"] = (long)at });
    }

    /// <summary>Picture [B, C, H, W] enlarged by a whole factor, each pixel repeated (nearest neighbour).</summary>
    public static Value ResizeNearest(this Value x, int factor)
    {
        GraphBuilder g = x.Builder;
        TensorShape shape = new(x.Shape[0], x.Shape[1], x.Shape[2] * factor, x.Shape[3] * factor);
        Value noRegion = g.Constant<float>([], 0);
        Value scales = g.Constant([1f, 1f, factor, factor], 4);
        Dictionary<string, object> attributes = new() { ["mode"] = "nearest", ["coordinate_transformation_mode"] = "asymmetric", ["nearest_mode"] = "floor" };
        return g.Emit("Resize", [x, noRegion, scales], x.ElementType, shape, attributes);
    }

    private static Value Pad(this Value x, string mode, ReadOnlySpan<long> pads)
    {
        int rank = x.Shape.Rank;
        if (pads.Length != 2 * rank)
        {
            throw new GraphException($"Padding {x} needs {2 * rank} counts, not {pads.Length}.");
        }

        long[] shape = x.Shape.ToArray();
        for (int axis = 0; axis < rank; axis++)
        {
            shape[axis] += pads[axis] + pads[axis + rank];
        }

        return x.Builder.Emit("Pad", [x, x.Builder.Integers(pads)], x.ElementType, new TensorShape(shape), new Dictionary<string, object> { ["mode"] = mode });
    }
}
