using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Gradients.Rules;

/// <summary>Gather and TopK pick elements; their gradients are put back where they came from.</summary>
internal sealed class IndexingRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Gather", "TopK"];

    public IReadOnlyList<Value?> Apply(GradientContext context) => [context.Node.OpType == "TopK" ? TopK(context) : Gather(context)];

    private static Value TopK(GradientContext context)
    {
        GraphBuilder g = context.Builder;
        Value x = context.Input(0);
        Value zeros = g.Scalar(0, x.ElementType).Expand(x.Shape);
        return g.Emit(
            "ScatterElements", [zeros, context.Output(1), context.OutputGradient()], x.ElementType, x.Shape, new Dictionary<string, object> { ["axis"] = -1L });
    }

    /// <summary>Slices gathered more than once add up, so the indexed axis is brought to the front and scattered with addition.</summary>
    private static Value Gather(GradientContext context)
    {
        GraphBuilder g = context.Builder;
        Value data = context.Input(0), indices = context.Input(1), dy = context.OutputGradient();
        int axis = (int)context.Node.Integer("axis", 0), rank = data.Shape.Rank;
        long[] toFront = [axis, .. Enumerable.Range(0, rank).Where(other => other != axis).Select(other => (long)other)];
        long[] back = [.. Enumerable.Range(0, rank).Select(other => (long)Array.IndexOf(toFront, other))];
        long count = indices.Shape.ElementCount;
        Value rows = dy.Reshape([.. data.Shape.Take(axis), count, .. data.Shape.Skip(axis + 1)]).Transpose(toFront);
        TensorShape front = new([.. toFront.Select(other => data.Shape[(int)other])]);
        Value zeros = g.Scalar(0).Expand(front);
        // Sums of half precision lose digits, and not every device can scatter them.
        Value sums = g.Emit(
            "ScatterND", [zeros, indices.Reshape(count, 1), rows.Cast(ElementType.Float32)], ElementType.Float32, front, new Dictionary<string, object> { ["reduction"] = "add" });
        return sums.Cast(data.ElementType).Transpose(back);
    }
}
