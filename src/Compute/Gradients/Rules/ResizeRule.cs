using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Gradients.Rules;

/// <summary>Nearest-neighbour enlargement by a whole factor: the gradient of a pixel is the sum over its copies.</summary>
internal sealed class ResizeRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Resize"];

    public IReadOnlyList<Value?> Apply(GradientContext context)
    {
        TensorShape shape = context.Input(0).Shape;
        long factor = context.Output().Shape[2] / shape[2];
        Value copies = context.OutputGradient().Reshape(shape[0] * shape[1], shape[2], factor, shape[3], factor);
        return [copies.ReduceSum([2, 4]).Reshape(shape)];
    }
}
