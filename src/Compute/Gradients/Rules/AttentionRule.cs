using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Gradients.Rules;

/// <summary>Attention as one operator: so is its gradient, which computes the probabilities again.</summary>
internal sealed class AttentionRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["MultiHeadAttention"];

    public IReadOnlyList<Value?> Apply(GradientContext context) => [.. AttentionOperators.AttentionGradient(context.Node, context.OutputGradient())];
}
