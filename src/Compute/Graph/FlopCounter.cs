using ReCorD.Compute.Gradients;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Graph;

/// <summary>Counts the floating-point operations of a graph: two for each multiply-add of its matrix products, convolutions and fused attention. Elementwise work is not counted, nor what a gradient computes a second time to save memory.</summary>
public static class FlopCounter
{
    public static double Count(GraphModule module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return module.Nodes.Where(node => !node.Scope.EndsWith($".{Recomputation.Scope}", StringComparison.Ordinal)).Sum(Count);
    }

    private static double Count(Node node) => node.OpType switch
    {
        "MatMul" => 2.0 * node.Outputs[0].Shape.ElementCount * node.Inputs[0].Shape[-1],
        "Gemm" => 2.0 * node.Outputs[0].Shape.ElementCount * node.Inputs[0].Shape[node.Integer("transA", 0) == 1 ? 0 : 1],
        "Conv" => 2.0 * node.Outputs[0].Shape.ElementCount * (node.Inputs[1].Shape.ElementCount / node.Inputs[1].Shape[0]),
        "ConvTranspose" => 2.0 * node.Inputs[0].Shape.ElementCount * (node.Inputs[1].Shape.ElementCount / node.Inputs[1].Shape[0]),
        "MultiHeadAttention" => 4.0 * node.Inputs[0].Shape.ElementCount * node.Inputs[1].Shape[1],
        // Four products; the fifth, which computes the probabilities again, is not counted.
        OwnOperators.AttentionGradient => 8.0 * node.Inputs[0].Shape.ElementCount * node.Inputs[1].Shape[1],
        _ => 0,
    };
}
