using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Gradients.Rules;

/// <summary>Joining and cutting along an axis are each other's transpose.</summary>
internal sealed class JoinRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Concat", "Split"];

    public IReadOnlyList<Value?> Apply(GradientContext context)
    {
        int axis = (int)context.Node.Integer("axis", 0);
        if (context.Node.OpType == "Split")
        {
            return [ShapeOperators.Concat(axis, [.. Enumerable.Range(0, context.Node.Outputs.Count).Select(context.OutputGradient)])];
        }

        Value dy = context.OutputGradient();
        Value?[] parts = new Value?[context.InputCount];
        long start = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            long size = context.Input(i).Shape[axis];
            parts[i] = context.Needs(i) ? dy.Slice(axis, start, start + size) : null;
            start += size;
        }

        return parts;
    }
}
