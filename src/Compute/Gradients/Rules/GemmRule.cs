using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Gradients.Rules;

/// <summary>y = op(a) op(b) + c, each operand as it is or transposed: the products run on the operands as stored, so weights are not copied.</summary>
internal sealed class GemmRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Gemm"];

    public IReadOnlyList<Value?> Apply(GradientContext context)
    {
        Value a = context.Input(0), b = context.Input(1), dy = context.OutputGradient();
        bool transposeA = context.Node.Integer("transA", 0) == 1, transposeB = context.Node.Integer("transB", 0) == 1;
        return
        [
            !context.Needs(0) ? null : transposeA ? b.Gemm(dy, null, transposeB, true) : dy.Gemm(b, null, false, !transposeB),
            !context.Needs(1) ? null : transposeB ? dy.Gemm(a, null, true, transposeA) : a.Gemm(dy, null, !transposeA, false),
            context.ToInput(2, () => dy),
        ];
    }
}
