using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Gradients.Rules;

/// <summary>Operators whose derivative only moves, negates or changes the type: each is undone.</summary>
internal sealed class LinearMapRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Identity", "Cast", "Neg", "Reshape", "Expand", "Transpose"];

    public IReadOnlyList<Value?> Apply(GradientContext context)
    {
        Value dy = context.OutputGradient();
        TensorShape shape = context.Input(0).Shape;
        return context.Node.OpType switch
        {
            "Neg" => [-dy],
            "Cast" => [dy.Cast(context.Input(0).ElementType)],
            "Reshape" => [dy.Reshape(shape)],
            "Expand" => [Broadcasting.SumTo(dy, shape)],
            "Transpose" => [dy.Transpose(Inverse(context.Node.Integers("perm", [])))],
            _ => [dy],
        };
    }

    private static long[] Inverse(long[] permutation)
    {
        long[] inverse = new long[permutation.Length];
        for (int i = 0; i < permutation.Length; i++)
        {
            inverse[permutation[i]] = i;
        }

        return inverse;
    }
}
