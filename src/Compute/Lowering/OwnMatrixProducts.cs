using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Kernels;

namespace ReCorD.Compute.Lowering;

/// <summary>
/// Gives large products with weights to our own operator (<see cref="MatrixProduct"/>). ONNX Runtime's is a sixth slower where it may not keep a second copy of the weights in the
/// processor's order, and large networks have no room for one.
/// </summary>
internal static class OwnMatrixProducts
{
    /// <summary>Multiplications below which neither is faster, a gibi: SDXL's layers have 1.7e9 and more, Stable Diffusion 1's attention has 4e8.</summary>
    private const long Smallest = 1L << 30;

    public static GraphModule Lower(GraphModule module, CancellationToken cancellationToken)
        => module.Nodes.Any(Fits) ? GraphRewriter.Rewrite(module, Replace, cancellationToken) : module;

    private static IReadOnlyList<Value>? Replace(GraphBuilder g, Node node, IReadOnlyList<Value> operands)
    {
        if (!Fits(node))
        {
            return null;
        }

        Dictionary<string, object> attributes = new() { [OwnOperators.TransposeRightAttribute] = node.Integer("transB", 0) };
        return g.Emit(OwnOperators.MatrixProduct, operands, [(ElementType.Float32, node.Outputs[0].Shape)], attributes, OwnOperators.Domain);
    }

    private static bool Fits(Node node)
    {
        if (!LinearLayer.Is(node) || node.Outputs[0].ElementType != ElementType.Float32)
        {
            return false;
        }

        TensorShape left = node.Inputs[0].Shape, result = node.Outputs[0].Shape;
        return left.ElementCount * result[1] >= Smallest && new MatrixProductShape((int)left[0], (int)left[1], (int)result[1], node.Integer("transB", 0) == 1).Fits;
    }
}
