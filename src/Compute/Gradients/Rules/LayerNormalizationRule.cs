using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Gradients.Rules;

/// <summary>
/// With n = (x - mean) / deviation and dn = dy * scale: dx = (dn - mean(dn) - n * mean(dn * n)) / deviation. Mean and inverse
/// deviation come from the forward node.
/// </summary>
internal sealed class LayerNormalizationRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["LayerNormalization"];

    public IReadOnlyList<Value?> Apply(GradientContext context)
    {
        Value x = context.Input(0), scale = context.Input(1), dy = context.OutputGradient();
        Value mean = context.Output(1), inverseDeviation = context.Output(2);
        bool unscaled = scale.Initializer is { } data && data.AsSpan<float>().IndexOfAnyExcept(1f) < 0;
        Value normalized = unscaled && context.InputCount == 2 ? context.Output() : (x - mean) * inverseDeviation;
        return
        [
            context.Needs(0) ? Operand(unscaled ? dy : dy * scale, normalized, inverseDeviation) : null,
            context.ToInput(1, () => dy * normalized),
            context.ToInput(2, () => dy),
        ];
    }

    private static Value Operand(Value dn, Value normalized, Value inverseDeviation)
    {
        Value meanGradient = dn.ReduceMean([dn.Shape.Rank - 1], keepDimensions: true);
        Value meanProduct = (dn * normalized).ReduceMean([dn.Shape.Rank - 1], keepDimensions: true);
        return (dn - meanGradient - (normalized * meanProduct)) * inverseDeviation;
    }
}
