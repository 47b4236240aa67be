using ReCorD.Compute.Graph;

namespace ReCorD.Compute.Lowering;

/// <summary>The linear layers of a graph between which there is nothing but elementwise work, and the nodes of that work.</summary>
internal sealed class LinearChains
{
    /// <summary>Fewer numbers for each channel, as in the embedding of the timestep, are not worth the reordering.</summary>
    private const long SmallestCount = 16;

    /// <summary>
    /// Bytes of layers beyond which a graph is left as it is, 1 GiB. Gradients need the turned form of each layer beside the plain one, whereas matrix
    /// products read one weight both ways: SDXL would take 5 GB more.
    /// </summary>
    private const long LargestLayers = 1L << 30;

    private static readonly HashSet<string> Elementwise = ["Add", "Sub", "Mul", "Div", "Neg", "Max", "Exp", "Erf", "Gelu", "Sigmoid", "Sqrt", "Tanh"];

    private readonly BlockedLayout layout;
    private readonly HashSet<Node> nodes = [];

    private LinearChains(BlockedLayout layout) => this.layout = layout;

    public bool IsEmpty => nodes.Count == 0;

    private long LayerBytes => nodes.Where(IsLayer).Select(node => node.Inputs[1]).Distinct().Sum(weight => weight.Initializer!.ByteLength);

    public bool Contains(Node node) => nodes.Contains(node);

    public static LinearChains Find(GraphModule module, BlockedLayout layout)
    {
        LinearChains chains = new(layout);
        HashSet<Node> possible = chains.Possible(module);
        HashSet<Node> leadsOn = LeadingOn(module, possible);
        foreach (Node node in module.Nodes.Where(possible.Contains))
        {
            // Work beyond the last layer of a chain gains nothing from being done in blocks.
            if (leadsOn.Contains(node) || (IsLayer(node) && node.Inputs[0].Producer is { } before && possible.Contains(before)))
            {
                chains.nodes.Add(node);
            }
        }

        return chains.LayerBytes > LargestLayers ? new LinearChains(layout) : chains;
    }

    /// <summary>Layers that fit the layout, and work all of whose operands come from them.</summary>
    private HashSet<Node> Possible(GraphModule module)
    {
        HashSet<Node> possible = [];
        foreach (Node node in module.Nodes)
        {
            bool IsBlocked(Value value) => value.Producer is { } producer && possible.Contains(producer);
            bool fits = node.OpType switch
            {
                _ when node.Domain.Length > 0 || node.Outputs.Any(output => output.ElementType != ElementType.Float32) => false,
                "Gemm" => FitsLayer(node),
                "Reshape" => IsBlocked(node.Inputs[0]) && node.Outputs[0].Shape.Rank > 1 && node.Outputs[0].Shape[-1] == node.Inputs[0].Shape[-1],
                "Split" => IsBlocked(node.Inputs[0]) && IsLast(node) && node.Outputs.All(output => output.Shape[-1] % layout.Block == 0),
                "Concat" => IsLast(node) && node.Inputs.All(input => IsBlocked(input) && input.Shape[-1] % layout.Block == 0),
                _ => Elementwise.Contains(node.OpType) && node.Inputs.Any(IsBlocked)
                    && node.Inputs.All(input => (IsBlocked(input) && input.Shape.Equals(node.Outputs[0].Shape)) || input.Shape.ElementCount == 1),
            };
            if (fits)
            {
                possible.Add(node);
            }
        }

        return possible;
    }

    /// <summary>Those of the nodes whose result reaches a further layer through the others.</summary>
    private static HashSet<Node> LeadingOn(GraphModule module, HashSet<Node> possible)
    {
        HashSet<Node> leading = [];
        foreach (Node node in module.Nodes.Reverse().Where(possible.Contains))
        {
            if (!IsLayer(node) && !leading.Contains(node))
            {
                continue;
            }

            // The operands of work that leads on do so too. Of a layer only the first does: the others are weights.
            foreach (Value input in IsLayer(node) ? node.Inputs.Take(1) : node.Inputs)
            {
                if (input.Producer is { } producer && possible.Contains(producer))
                {
                    leading.Add(producer);
                }
            }
        }

        return leading;
    }

    private bool FitsLayer(Node node)
        => LinearLayer.Is(node) && layout.Suits(node.Inputs[1].Shape) && node.Inputs[0].Shape[0] >= SmallestCount && (node.Inputs.Count < 3 || node.Inputs[2].Initializer is not null);

    private static bool IsLayer(Node node) => node.OpType == "Gemm";

    private static bool IsLast(Node node) => node.Integer("axis", 0) is var axis && (axis == -1 || axis == node.Inputs[0].Shape.Rank - 1);
}
