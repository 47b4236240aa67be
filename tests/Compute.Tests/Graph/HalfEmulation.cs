using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Weights;

namespace ReCorD.Compute.Tests.Graph;

/// <summary>
/// Restates a graph that has float16 values in float32, every result rounded to what float16 can hold, infinities included. On the processor ONNX Runtime
/// computes neighbouring float16 operators in float32 and rounds only between groups of them; devices round each result.
/// </summary>
internal static class HalfEmulation
{
    /// <summary>2^13 + 1: what is multiplied with this and subtracted again loses the 13 bits that float32 has more than float16 (Veltkamp's splitting).</summary>
    private const float Splitter = 8193;

    /// <summary>Below this float16 has steps of 2^-24, like float32 around 0.75.</summary>
    private const float SmallestNormal = 6.1035156e-5f, SubnormalShift = 0.75f;

    private const float FirstInfinite = 65520;

    /// <summary>Operators that only move numbers: they need no rounding.</summary>
    private static readonly HashSet<string> Moving = ["Concat", "Expand", "Flip", "Gather", "Identity", "Neg", "Pad", "Reshape", "Resize", "Slice", "Split", "Transpose"];

    public static GraphModule Lower(GraphModule module)
    {
        GraphBuilder g = new(module.Name);
        Dictionary<Value, Value> values = module.Inputs.ToDictionary(input => input, input => g.Input(input.Name, input.ElementType, input.Shape.AsSpan()));
        foreach (Value weight in module.Initializers)
        {
            Tensor data = weight.Initializer!;
            values[weight] = g.Weight($"weight/{weight.Name}", data.ElementType == ElementType.Float16 ? HalfPrecision.Widen(data) : data);
        }

        foreach (Node node in module.Nodes)
        {
            Dictionary<string, object> attributes = new(node.Attributes);
            if (node.OpType == "Cast")
            {
                attributes["to"] = (long)Stated(node.Outputs[0].ElementType);
            }

            IReadOnlyList<Value> results = g.Emit(
                node.OpType, [.. node.Inputs.Select(input => values[input])], [.. node.Outputs.Select(output => (Stated(output.ElementType), output.Shape))], attributes);
            for (int i = 0; i < results.Count; i++)
            {
                values[node.Outputs[i]] = node.Outputs[i].ElementType == ElementType.Float16 && !Moving.Contains(node.OpType) ? Round(results[i]) : results[i];
            }
        }

        return g.Build([.. module.Outputs.Select(output => KeyValuePair.Create(output.Key, values[output.Value]))]);
    }

    private static ElementType Stated(ElementType type) => type == ElementType.Float16 ? ElementType.Float32 : type;

    private static Value Round(Value x)
    {
        Value split = x * Splitter, normal = split - (split - x), small = (x + SubnormalShift) - SubnormalShift, magnitude = x.Abs();
        Value finite = magnitude.GreaterOrEqual(x.Builder.Scalar(SmallestNormal)).Where(normal, small);
        return magnitude.GreaterOrEqual(x.Builder.Scalar(FirstInfinite)).Where(x * float.PositiveInfinity, finite);
    }
}
