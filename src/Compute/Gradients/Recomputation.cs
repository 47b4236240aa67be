using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Gradients;

/// <summary>
/// Attention probabilities for the gradient, computed a second time where that is cheaper than keeping them: on a 64x64 grid they are 512 MiB in
/// each attention, against 10 MiB of queries and keys (as in FlashAttention, Dao et al. 2022).
/// </summary>
internal static class Recomputation
{
    /// <summary>Last part of the module path of nodes that do again what the forward part did. They are not counted as work.</summary>
    public const string Scope = "again";

    /// <summary>How many times larger than its operands a value must be.</summary>
    private const int SmallestRatio = 4;

    /// <summary>Smaller values stay in the processor's cache anyway.</summary>
    private const long SmallestElements = 1 << 20;

    /// <summary>The value itself, or an equal one that is computed when the gradient needs it. In a network of half precision the softmax lies between two changes of type.</summary>
    public static Value Of(Value value)
    {
        if (value.Producer is { OpType: "Cast" } cast && cast.Inputs[0].Producer is { OpType: "Softmax" })
        {
            return Of(cast.Inputs[0]).Cast(value.ElementType);
        }

        if (value.Producer is not { OpType: "Softmax" } softmax || Uncast(softmax.Inputs[0]).Producer is not { OpType: "MatMul" } product
            || value.Shape.ElementCount < Math.Max(SmallestElements, SmallestRatio * product.Inputs.Sum(operand => operand.Shape.ElementCount)))
        {
            return value;
        }

        using IDisposable scope = value.Builder.EnterAbsolute($"{softmax.Scope}.gradient.{Scope}");
        Value left = product.Inputs[0];

        // The maximum with itself makes these other nodes than the forward ones, for us and for ONNX Runtime, which would merge equal nodes.
        return left.Max(left).MatMul(product.Inputs[1]).Cast(value.ElementType).Softmax((int)softmax.Integer("axis", -1));
    }

    private static Value Uncast(Value value) => value.Producer is { OpType: "Cast" } cast ? cast.Inputs[0] : value;
}
