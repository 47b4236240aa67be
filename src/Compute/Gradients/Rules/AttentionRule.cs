using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Gradients.Rules;

/// <summary>Attention as one operator, in the form that <see cref="AttentionOperators.FusedAttention"/> gives it: so is its gradient, which computes the probabilities again.</summary>
internal sealed class AttentionRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["MultiHeadAttention"];

    public IReadOnlyList<Value?> Apply(GradientContext context)
        => context.InputCount == 3 && context.Node.Attributes.GetValueOrDefault("scale") is 1f
            ? [.. AttentionOperators.AttentionGradient(context.Node, context.OutputGradient())]
            : throw new GraphException($"The gradient of {context.Node} is not defined: it needs three operands and a scale of 1.");
}
