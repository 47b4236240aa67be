using ReCorD.Compute.Graph;

namespace ReCorD.Compute.Tests.Runtime;

/// <summary>Small graphs whose results can be worked out by hand.</summary>
internal static class SampleGraphs
{
    public const int Width = 64;

    /// <summary>sum = x + 3 (3 from a weight large enough to be borrowed), twice = 2 · sum (2 from a copied constant). x is [2, 64].</summary>
    public static GraphModule SumAndTwice(out Tensor weight)
    {
        GraphBuilder builder = new("sum");
        weight = Tensor.From([.. Enumerable.Repeat(3f, Width)], Width);
        Value x = builder.Input("x", ElementType.Float32, 2, Width);
        Value sum = builder.Emit("Add", [x, builder.Weight("three", weight)], ElementType.Float32, x.Shape);
        Value twice = builder.Emit("Mul", [sum, builder.Scalar(2)], ElementType.Float32, x.Shape);
        return builder.Build(KeyValuePair.Create("sum", sum), KeyValuePair.Create("twice", twice));
    }

    /// <summary>A chain of matrix products, about <paramref name="length"/> times 2·size³ operations long.</summary>
    public static GraphModule Chain(int length, int size)
    {
        GraphBuilder builder = new("chain");
        Value x = builder.Input("x", ElementType.Float32, size, size);
        Value y = x;
        for (int i = 0; i < length; i++)
        {
            y = builder.Emit("MatMul", [y, x], ElementType.Float32, x.Shape);
        }

        return builder.Build(KeyValuePair.Create("y", y));
    }

    /// <summary>One node from one input to one output.</summary>
    public static GraphModule Single(
        string opType, ElementType from, long[] fromShape, ElementType to, long[] toShape, IReadOnlyDictionary<string, object>? attributes = null)
    {
        GraphBuilder builder = new(opType);
        Value x = builder.Input("x", from, fromShape);
        return builder.Build(KeyValuePair.Create("y", builder.Emit(opType, [x], to, new TensorShape(toShape), attributes)));
    }
}
