using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Gradients.Rules;

/// <summary>y = a b: da = dy b', db = a' dy, summed over leading axes that were broadcast. The smaller operand is the one transposed.</summary>
internal sealed class MatrixProductRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["MatMul"];

    public IReadOnlyList<Value?> Apply(GradientContext context)
    {
        Value a = context.Input(0), b = context.Input(1), dy = context.OutputGradient();
        return [context.ToInput(0, () => dy.MatMul(b.TransposeLast())), context.ToInput(1, () => Right(a, dy))];
    }

    private static Value Right(Value a, Value dy)
        => a.Shape.ElementCount > dy.Shape.ElementCount ? dy.TransposeLast().MatMul(a).TransposeLast() : a.TransposeLast().MatMul(dy);
}
