using ReCorD.Compute.Graph;

namespace ReCorD.Compute.Lowering;

/// <summary>Linear layers, forward or back: x W or x W', plus a bias or not, as "Gemm" states them.</summary>
internal static class LinearLayer
{
    /// <summary>Whether a node is one: W a weight, x as it is, the bias a number for each column, nothing multiplied.</summary>
    public static bool Is(Node node)
        => node is { OpType: "Gemm", Domain: "" } && node.Integer("transA", 0) == 0 && !node.Attributes.ContainsKey("alpha") && !node.Attributes.ContainsKey("beta")
            && node.Inputs[1].Initializer is not null
            && (node.Inputs.Count < 3 || (node.Inputs[2].Shape.Rank == 1 && node.Inputs[2].Shape[0] == node.Outputs[0].Shape[1]));
}
