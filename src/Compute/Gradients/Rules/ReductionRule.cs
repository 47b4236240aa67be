using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Gradients.Rules;

/// <summary>Sums and means spread the gradient over what they summarised; a maximum gives it to the greatest, in equal shares.</summary>
internal sealed class ReductionRule : IGradientRule
{
    public IReadOnlyList<string> OpTypes => ["ReduceSum", "ReduceMean", "ReduceMax"];

    public IReadOnlyList<Value?> Apply(GradientContext context)
    {
        Value x = context.Input(0), dy = context.OutputGradient();
        HashSet<long> axes = [.. context.Input(1).Initializer!.ToArray<long>()];
        TensorShape kept = new([.. x.Shape.Select((size, axis) => axes.Contains(axis) ? 1 : size)]);
        Value spread = dy.Reshape(kept);
        return context.Node.OpType switch
        {
            "ReduceSum" => [spread.Expand(x.Shape)],
            "ReduceMean" => [(spread * ((float)kept.ElementCount / x.Shape.ElementCount)).Expand(x.Shape)],
            _ => [Maximum(x, context.Output().Reshape(kept), spread, [.. axes])],
        };
    }

    private static Value Maximum(Value x, Value maximum, Value spread, long[] axes)
    {
        Value greatest = x.Equal(maximum).Cast(x.ElementType);
        return greatest * (spread / greatest.ReduceSum(axes, keepDimensions: true));
    }
}
