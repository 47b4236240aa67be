using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Gradients.Rules;

/// <summary>
/// dx = y * (dy - sum(dy * y)). In attention, where y v is the result, dy is the product do v' and the sum equals that of do * (y v), which is
/// far smaller than y (FlashAttention, Dao et al. 2022, section B.2). Its subtraction is one more column of the product: the difference
/// [do, -sum] [v, 1]' is written once, instead of in four passes over memory.
/// </summary>
internal sealed class SoftmaxRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Softmax"];

    public IReadOnlyList<Value?> Apply(GradientContext context)
    {
        Value y = context.Output(), dy = context.OutputGradient();
        long axis = context.Node.Integer("axis", -1);
        bool isAttention = axis == y.Shape.Rank - 1 && dy.Producer is { OpType: "MatMul" } product && product.Inputs[0].Shape[-1] < y.Shape[-1]
            && product.Inputs[1].Producer is { OpType: "Transpose" } && SameLeading(product.Inputs[0], product.Inputs[1]);
        return [y * (isAttention ? Difference(context.Node.Outputs[0], dy.Producer!) : dy - (dy * y).ReduceSum([axis], keepDimensions: true))];
    }

    private static Value Difference(Value y, Node product)
    {
        Value gradient = product.Inputs[0], transposed = product.Inputs[1];
        Value sum = (gradient * y.MatMul(transposed.TransposeLast())).ReduceSum([gradient.Shape.Rank - 1], keepDimensions: true);
        Value ones = y.Builder.Scalar(1, y.ElementType).Expand(transposed.Shape.With(-2, 1));
        return ShapeOperators.Concat(-1, gradient, -sum).MatMul(ShapeOperators.Concat(-2, transposed, ones));
    }

    /// <summary>Whether nothing is broadcast in the product.</summary>
    private static bool SameLeading(Value left, Value right) => left.Shape.SkipLast(2).SequenceEqual(right.Shape.SkipLast(2));
}
