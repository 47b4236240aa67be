using ReCorD.Compute.Graph;

namespace ReCorD.Compute.Lowering.Elementwise;

/// <summary>A value as a part of a tensor: where its first number is, and how far each axis steps.</summary>
internal sealed record ElementwiseView(Value Tensor, long Offset, long[] Steps)
{
    /// <summary>A value, or what it is split from, seen through loops over <paramref name="shape"/>: axes that the value repeats along step by zero.</summary>
    public static ElementwiseView Of(Value value, TensorShape shape)
    {
        (Value tensor, long offset) = value.Producer is { OpType: "Split", Domain: "" } split ? (split.Inputs[0], OffsetIn(split, split.Inputs[0], split.Outputs, value)) : (value, 0);
        long[] own = Contiguous(tensor.Shape), steps = new long[shape.Rank];
        for (int axis = 1; axis <= value.Shape.Rank; axis++)
        {
            steps[^axis] = value.Shape[-axis] == 1 ? 0 : own[^axis];
        }

        return new ElementwiseView(tensor, offset, steps);
    }

    /// <summary>One operand's part of what a "Concat" gives.</summary>
    public static ElementwiseView Within(Node concat, Value operand)
    {
        Value whole = concat.Outputs[0];
        return new ElementwiseView(whole, OffsetIn(concat, whole, concat.Inputs, operand), Contiguous(whole.Shape));
    }

    /// <summary>Where one of the parts that a "Split" or a "Concat" has along its axis begins in the whole.</summary>
    private static long OffsetIn(Node node, Value whole, IReadOnlyList<Value> parts, Value part)
    {
        int axis = whole.Shape.Axis((int)node.Integer("axis", 0));
        return parts.TakeWhile(other => other != part).Sum(other => other.Shape[axis]) * Contiguous(whole.Shape)[axis];
    }

    private static long[] Contiguous(TensorShape shape)
    {
        long[] steps = new long[shape.Rank];
        long step = 1;
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            steps[axis] = step;
            step *= shape[axis];
        }

        return steps;
    }
}
