using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Gradients.Rules;

/// <summary>
/// The operand's gradient is a convolution with the kernels turned by 180 degrees and in- and output channels exchanged, a quarter faster than
/// ConvTranspose where the stride is 1. On processors all sessions share the turned kernels (<see cref="Lowering.BlockedKernels"/>).
/// The weight's gradient is a convolution of the operand with dy as kernel, batch and channels exchanged.
/// </summary>
internal sealed class ConvolutionRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Conv"];

    public IReadOnlyList<Value?> Apply(GradientContext context)
    {
        Value x = context.Input(0), weight = context.Input(1), dy = context.OutputGradient();
        long stride = context.Node.Integers("strides", [1, 1])[0];
        long[] pads = context.Node.Integers("pads", [0, 0, 0, 0]);
        if (context.Node.Integers("dilations", [1, 1])[0] != 1)
        {
            throw new GraphException($"The gradient of {context.Node} is not defined: its kernel is dilated.");
        }

        return
        [
            context.Needs(0) ? Operand(x, weight, dy, stride, pads) : null,
            context.Needs(1) ? Weight(x, weight, dy, stride, pads) : null,
            context.Needs(2) ? dy.ReduceSum([0, 2, 3]) : null,
        ];
    }

    private static Value Operand(Value x, Value weight, Value dy, long stride, long[] pads)
    {
        if (stride != 1)
        {
            return dy.ConvTranspose(weight, x.Shape, stride, pads);
        }

        if (pads.Where((pad, side) => pad >= weight.Shape[2 + (side % 2)]).Any())
        {
            throw new GraphException($"The gradient of {dy.Shape} through a convolution is not defined: its padding is as wide as its kernel.");
        }

        long high = weight.Shape[2] - 1, wide = weight.Shape[3] - 1;
        Value exchanged = weight.Transpose(1, 0, 2, 3);
        Value turned = high == 0 && wide == 0 ? exchanged : exchanged.Flip(2, 3);
        return dy.Conv(turned, null, 1, [high - pads[0], wide - pads[1], high - pads[2], wide - pads[3]]);
    }

    private static Value Weight(Value x, Value weight, Value dy, long stride, long[] pads)
    {
        Value result = x.Transpose(1, 0, 2, 3).Conv(dy.Transpose(1, 0, 2, 3), null, 1, pads, dilation: stride);
        for (int axis = 2; axis < 4; axis++)
        {
            result = result.Shape[axis] == weight.Shape[axis] ? result : result.Slice(axis, 0, weight.Shape[axis]);
        }

        return result.Transpose(1, 0, 2, 3);
    }
}
