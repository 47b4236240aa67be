using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Gradients.Rules;

/// <summary>Functions of one variable, each by its derivative in terms of operand x and result y.</summary>
internal sealed class FunctionRule : IGradientRule
{
    private static readonly Dictionary<string, Func<Value, Value, Value>> Derivatives = new()
    {
        ["Exp"] = (_, y) => y,
        ["Sqrt"] = (x, y) => y.Builder.Scalar(0.5f, y.ElementType) / y,
        ["Sin"] = (x, _) => x.Cos(),
        ["Cos"] = (x, _) => -x.Sin(),
        ["Abs"] = (x, _) => x.Sign(),
        ["Tanh"] = (_, y) => 1 - (y * y),
        ["Sigmoid"] = (_, y) => y * (1 - y),
        ["Erf"] = (x, _) => (-(x * x)).Exp() * (float)(2 / Math.Sqrt(Math.PI)),
        ["Gelu"] = (x, _) => (((x * (float)Math.Sqrt(0.5)).Erf() + 1) * 0.5f) + (x * (x * x * -0.5f).Exp() * (float)(1 / Math.Sqrt(2 * Math.PI))),
    };

    public IReadOnlyList<string> OpTypes => [.. Derivatives.Keys];

    public IReadOnlyList<Value?> Apply(GradientContext context)
        => [context.OutputGradient() * Derivatives[context.Node.OpType](context.Input(0), context.Output())];
}
