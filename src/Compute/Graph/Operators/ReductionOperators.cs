namespace ReCorD.Compute.Graph.Operators;

/// <summary>Operators that summarise along axes, and those that rank.</summary>
public static class ReductionOperators
{
    public static Value ReduceSum(this Value x, ReadOnlySpan<long> axes, bool keepDimensions = false) => x.Reduce("ReduceSum", axes, keepDimensions);

    public static Value ReduceMean(this Value x, ReadOnlySpan<long> axes, bool keepDimensions = false) => x.Reduce("ReduceMean", axes, keepDimensions);

    /// <summary>The greatest element along axes. Where several are greatest the gradient is shared equally.</summary>
    public static Value ReduceMax(this Value x, ReadOnlySpan<long> axes, bool keepDimensions = false) => x.Reduce("ReduceMax", axes, keepDimensions);

    /// <summary>The mean of all elements, a scalar.</summary>
    public static Value Mean(this Value x) => x.ReduceMean(AllAxes(x));

    /// <summary>The sum of all elements, a scalar.</summary>
    public static Value Sum(this Value x) => x.ReduceSum(AllAxes(x));

    /// <summary>Exponentials scaled to sum 1 along an axis.</summary>
    public static Value Softmax(this Value x, int axis)
        => x.Builder.Emit("Softmax", [x], x.ElementType, x.Shape, new Dictionary<string, object> { ["axis"] = (long)x.Shape.Axis(axis) });

    /// <summary>The elements along the last axis in falling order, and where they were.</summary>
    public static (Value Sorted, Value Indices) SortDescending(this Value x) => x.TopK(x.Shape[-1]);

    /// <summary>The <paramref name="count"/> greatest elements along the last axis in falling order, and where they were (int64).</summary>
    public static (Value Values, Value Indices) TopK(this Value x, long count)
    {
        TensorShape shape = x.Shape.With(-1, count);
        Dictionary<string, object> attributes = new() { ["axis"] = (long)(x.Shape.Rank - 1), ["largest"] = 1L, ["sorted"] = 1L };
        IReadOnlyList<Value> results = x.Builder.Emit("TopK", [x, x.Builder.Integers(count)], [(x.ElementType, shape), (ElementType.Int64, shape)], attributes);
        return (results[0], results[1]);
    }

    private static long[] AllAxes(Value x) => [.. Enumerable.Range(0, x.Shape.Rank).Select(axis => (long)axis)];

    private static Value Reduce(this Value x, string opType, ReadOnlySpan<long> axes, bool keepDimensions)
    {
        HashSet<int> reduced = [];
        foreach (long axis in axes)
        {
            reduced.Add(x.Shape.Axis((int)axis));
        }

        long[] shape = keepDimensions
            ? [.. x.Shape.Select((size, axis) => reduced.Contains(axis) ? 1 : size)]
            : [.. x.Shape.Where((_, axis) => !reduced.Contains(axis))];
        long[] sorted = [.. reduced.Order().Select(axis => (long)axis)];
        Dictionary<string, object> attributes = new() { ["keepdims"] = keepDimensions ? 1L : 0L };
        return x.Builder.Emit(opType, [x, x.Builder.Integers(sorted)], x.ElementType, new TensorShape(shape), attributes);
    }
}
