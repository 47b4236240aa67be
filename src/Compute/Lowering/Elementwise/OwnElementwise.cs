using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Lowering.Elementwise;

/// <summary>
/// Gives elementwise work to our own operator (<see cref="Kernels.Elementwise.ElementwiseKernel"/>), a group of nodes at a time: each number is read from memory once and written once,
/// instead of once by each node.
/// </summary>
internal sealed class OwnElementwise
{
    private readonly Dictionary<Node, ElementwiseFusion> fusions = [];
    private readonly Dictionary<ElementwiseFusion, IReadOnlyDictionary<Value, Value>> emitted = [];

    private OwnElementwise(IEnumerable<ElementwiseFusion> all)
    {
        foreach (ElementwiseFusion fusion in all)
        {
            foreach (Node node in fusion.Nodes)
            {
                fusions.Add(node, fusion);
            }
        }
    }

    public static GraphModule Lower(GraphModule module, CancellationToken cancellationToken)
    {
        GraphReaders readers = new(module);
        OwnElementwise own = new(ElementwiseGroups.Find(module, readers).Select(group => ElementwiseFusion.Of(group, readers)).OfType<ElementwiseFusion>());
        return own.fusions.Count == 0 ? module : GraphRewriter.Rewrite(module, own.Order(module), own.Replace, cancellationToken);
    }

    /// <summary>The nodes with each fusion's next to one another: whatever it reads comes before, whatever reads it comes after.</summary>
    private IEnumerable<Node> Order(GraphModule module)
    {
        object Unit(Node node) => fusions.TryGetValue(node, out ElementwiseFusion? fusion) ? fusion : node;
        Dictionary<object, List<Node>> members = module.Nodes.GroupBy(Unit).ToDictionary(group => group.Key, group => group.ToList());
        IEnumerable<object> Needs(object unit) => members[unit].SelectMany(node => node.Inputs).Select(input => input.Producer).OfType<Node>().Select(Unit).Where(other => other != unit);
        return Topology.ByReadiness(members.Keys, Needs).SelectMany(unit => members[unit]);
    }

    /// <summary>What a fusion gives takes the place of its nodes' results. Results that it keeps to itself are stated by their nodes, which the finished graph leaves out.</summary>
    private IReadOnlyList<Value>? Replace(GraphBuilder g, Node node, Func<Value, Value> after)
    {
        if (!fusions.TryGetValue(node, out ElementwiseFusion? fusion))
        {
            return null;
        }

        if (!emitted.TryGetValue(fusion, out IReadOnlyDictionary<Value, Value>? results))
        {
            Dictionary<string, object> attributes = new() { [OwnOperators.ProgramAttribute] = fusion.Program.Encode() };
            IReadOnlyList<Value> outputs = g.Emit(
                OwnOperators.Elementwise, [.. fusion.Operands.Select(after)], [.. fusion.Results.Select(value => (ElementType.Float32, value.Shape))], attributes, OwnOperators.Domain);
            emitted.Add(fusion, results = fusion.Results.Zip(outputs).ToDictionary(pair => pair.First, pair => pair.Second));
        }

        return results.TryGetValue(node.Outputs[0], out Value? result) ? [result] : null;
    }
}
