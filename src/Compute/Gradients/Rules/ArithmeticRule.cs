using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Gradients.Rules;

/// <summary>Sum, difference, product, quotient and maximum of two broadcast operands.</summary>
internal sealed class ArithmeticRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Add", "Sub", "Mul", "Div", "Max"];

    public IReadOnlyList<Value?> Apply(GradientContext context)
    {
        Value a = context.Input(0), b = context.Input(1), dy = context.OutputGradient();
        return context.Node.OpType switch
        {
            "Add" => [context.ToInput(0, () => dy), context.ToInput(1, () => dy)],
            "Sub" => [context.ToInput(0, () => dy), context.ToInput(1, () => -dy)],
            "Mul" => [context.ToInput(0, () => dy * b), context.ToInput(1, () => dy * a)],
            "Div" => [context.ToInput(0, () => dy / b), context.ToInput(1, () => -(dy * context.Output()) / b)],
            _ => Maximum(context, a, b, dy),
        };
    }

    private static Value?[] Maximum(GradientContext context, Value a, Value b, Value dy)
    {
        Value first = a.GreaterOrEqual(b).Cast(a.ElementType);
        return [context.ToInput(0, () => dy * first), context.ToInput(1, () => dy * (1 - first))];
    }
}
