using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Gradients.Rules;

/// <summary>Slice and zero padding: what was cut off gets zeros, what was added is cut off. Also reflecting padding, folded back.</summary>
internal sealed class WindowRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["Slice", "Pad"];

    public IReadOnlyList<Value?> Apply(GradientContext context)
        => [context.Node.OpType == "Slice" ? Slice(context) : Pad(context)];

    private static Value Slice(GradientContext context)
    {
        Value dy = context.OutputGradient();
        TensorShape shape = context.Input(0).Shape;
        if (context.InputCount == 5)
        {
            return dy.Flip(Constant(context, 3));
        }

        int axis = shape.Axis((int)Constant(context, 3)[0]);
        long[] pads = new long[2 * shape.Rank];
        pads[axis] = Constant(context, 1)[0];
        pads[axis + shape.Rank] = shape[axis] - Constant(context, 2)[0];
        return dy.Pad(pads);
    }

    private static Value Pad(GradientContext context)
    {
        Value gradient = context.OutputGradient();
        TensorShape shape = context.Input(0).Shape;
        long[] pads = Constant(context, 1);
        bool reflect = (string)context.Node.Attributes["mode"] == "reflect";
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            (long before, long after, long size) = (pads[axis], pads[axis + shape.Rank], shape[axis]);
            Value inner = before == 0 && after == 0 ? gradient : gradient.Slice(axis, before, before + size);
            if (reflect && before > 0)
            {
                inner += Place(gradient.Slice(axis, 0, before).Flip(axis), axis, 1, size);
            }

            if (reflect && after > 0)
            {
                inner += Place(gradient.Slice(axis, before + size, before + size + after).Flip(axis), axis, size - 1 - after, size);
            }

            gradient = inner;
        }

        return gradient;
    }

    private static Value Place(Value part, int axis, long start, long size)
    {
        long[] pads = new long[2 * part.Shape.Rank];
        pads[axis] = start;
        pads[axis + part.Shape.Rank] = size - start - part.Shape[axis];
        return part.Pad(pads);
    }

    private static long[] Constant(GradientContext context, int input) => context.Input(input).Initializer!.ToArray<long>();
}
