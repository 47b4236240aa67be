using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Gradients;

/// <summary>
/// Gradients through a part of a graph that computes in half precision. Numbers below 6e-8 vanish there and those above 65504 become infinite, so the
/// gradient enters that part at a fixed size and gets its own back at the end ("Mixed Precision Training", Micikevicius et al., ICLR 2018, section
/// 3.2; the scale is found anew at each run, from the gradient itself).
/// </summary>
public static class ScaledGradient
{
    /// <summary>Greatest element of the gradient where it enters: in the middle of float16's range from 6e-5 (its smallest number of full precision) to 65504.</summary>
    private const float Size = 16;

    /// <summary>A gradient smaller than this is scaled as if it had this size: it may be zero.</summary>
    private const float Smallest = 1e-30f;

    /// <summary>The gradient of a loss with respect to a target, in the target's shape.</summary>
    /// <param name="loss">One float32 number.</param>
    /// <param name="between">A float32 value on every path from the target to the loss; from there to the loss all is single precision.</param>
    /// <param name="target">A float32 value.</param>
    /// <exception cref="GraphException">The loss is no single float32 number.</exception>
    /// <exception cref="GradientRuleMissingException">An operator between the loss and the target has no rule.</exception>
    public static Value Of(Value loss, Value between, Value target)
    {
        ArgumentNullException.ThrowIfNull(between);
        ArgumentNullException.ThrowIfNull(target);
        Value gradient = Gradient.Of(loss, between)[0];
        long[] axes = [.. Enumerable.Range(0, between.Shape.Rank).Select(axis => (long)axis)];
        Value greatest = gradient.Abs().ReduceMax(axes).Max(gradient.Builder.Scalar(Smallest));
        Value scale = gradient.Builder.Scalar(Size) / greatest;
        return Gradient.Pull(between, gradient * scale, target)[0] / scale;
    }
}
