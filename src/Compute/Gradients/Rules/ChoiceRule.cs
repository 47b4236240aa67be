using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Gradients.Rules;

/// <summary>Where: each gradient goes to the side that was chosen.</summary>
internal sealed class ChoiceRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Where"];

    public IReadOnlyList<Value?> Apply(GradientContext context)
    {
        Value condition = context.Input(0), dy = context.OutputGradient(), zero = context.Builder.Scalar(0, context.OutputGradient().ElementType);
        return [null, context.ToInput(1, () => condition.Where(dy, zero)), context.ToInput(2, () => condition.Where(zero, dy))];
    }
}
