using ReCorD.Compute.Graph;

namespace ReCorD.Compute.Lowering;

/// <summary>Builds a finished graph anew, node by node, some nodes in another way. What nothing needs any more is left out.</summary>
internal static class GraphRewriter
{
    /// <param name="module">The graph.</param>
    /// <param name="replace">Given a node, its operands in the new graph, and the new graph's builder: the node's results stated in another way, or null to keep the node.</param>
    /// <param name="cancellationToken">Stops between two nodes.</param>
    public static GraphModule Rewrite(GraphModule module, Func<GraphBuilder, Node, IReadOnlyList<Value>, IReadOnlyList<Value>?> replace, CancellationToken cancellationToken)
        => Rewrite(module, module.Nodes, (g, node, after) => replace(g, node, [.. node.Inputs.Select(after)]), cancellationToken);

    /// <param name="module">The graph.</param>
    /// <param name="nodes">Its nodes in another order, each after those that it reads.</param>
    /// <param name="replace">As above, but given any value's twin in the new graph, of those that come before.</param>
    /// <param name="cancellationToken">Stops between two nodes.</param>
    public static GraphModule Rewrite(
        GraphModule module, IEnumerable<Node> nodes, Func<GraphBuilder, Node, Func<Value, Value>, IReadOnlyList<Value>?> replace, CancellationToken cancellationToken)
    {
        GraphBuilder g = new(module.Name);
        Dictionary<Value, Value> rewritten = module.Inputs.ToDictionary(input => input, input => g.Input(input.Name, input.ElementType, input.Shape.AsSpan()));
        foreach (Value weight in module.Initializers)
        {
            rewritten.Add(weight, g.Weight(weight.Name, weight.Initializer!));
        }

        foreach (Node node in nodes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using IDisposable scope = g.EnterAbsolute(node.Scope);
            IReadOnlyList<Value> results = replace(g, node, value => rewritten[value]) ?? Keep(g, node, [.. node.Inputs.Select(input => rewritten[input])]);
            foreach ((Value before, Value after) in node.Outputs.Zip(results))
            {
                rewritten.Add(before, after);
            }
        }

        return g.Build([.. module.Outputs.Select(output => KeyValuePair.Create(output.Key, rewritten[output.Value]))]);
    }

    /// <summary>The builder adds an Identity of its own where an output needs its name.</summary>
    private static IReadOnlyList<Value> Keep(GraphBuilder g, Node node, IReadOnlyList<Value> operands) => node is { OpType: "Identity", Domain: "" }
        ? operands
        : g.Emit(node.OpType, operands, [.. node.Outputs.Select(output => (output.ElementType, output.Shape))], node.Attributes, node.Domain);
}
