namespace ReCorD.Compute.Graph.Operators;

/// <summary>The one place that knows ONNX's multidirectional broadcasting: shapes are aligned at the end, and a dimension of 1 stretches.</summary>
internal static class Broadcasting
{
    /// <summary>The shape of an elementwise operator's result.</summary>
    /// <exception cref="GraphException">The shapes do not fit.</exception>
    public static TensorShape Combine(TensorShape left, TensorShape right)
    {
        long[] result = new long[Math.Max(left.Rank, right.Rank)];
        for (int fromEnd = 1; fromEnd <= result.Length; fromEnd++)
        {
            long a = fromEnd <= left.Rank ? left[-fromEnd] : 1;
            long b = fromEnd <= right.Rank ? right[-fromEnd] : 1;
            if (a != b && a != 1 && b != 1)
            {
                throw new GraphException($"Shapes {left} and {right} cannot be broadcast together: {a} and {b} differ.");
            }

            result[^fromEnd] = a == 1 ? b : a;
        }

        return new TensorShape(result);
    }

    /// <summary>The reverse, for gradients: sums a value over the dimensions in which <paramref name="target"/> was stretched.</summary>
    public static Value SumTo(Value value, TensorShape target)
    {
        if (value.Shape.Equals(target))
        {
            return value;
        }

        int added = value.Shape.Rank - target.Rank;
        long[] axes = [.. Enumerable.Range(0, value.Shape.Rank).Where(axis => axis < added || (target[axis - added] == 1 && value.Shape[axis] != 1)).Select(axis => (long)axis)];
        return axes.Length == 0 ? value.Reshape(target) : value.ReduceSum(axes, keepDimensions: true).Reshape(target);
    }
}
