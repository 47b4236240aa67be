using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Gradients.Rules;

/// <summary>dx = y * (dy - sum(dy * y)).</summary>
internal sealed class SoftmaxRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Softmax"];

    public IReadOnlyList<Value?> Apply(GradientContext context)
    {
        Value y = context.Output();
        Value weighted = context.OutputGradient() * y;
        return [weighted - (y * weighted.ReduceSum([context.Node.Integer("axis", -1)], keepDimensions: true))];
    }
}
