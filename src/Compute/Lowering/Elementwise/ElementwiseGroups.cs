using ReCorD.Compute.Graph;
using ReCorD.Compute.Kernels.Elementwise;

namespace ReCorD.Compute.Lowering.Elementwise;

/// <summary>
/// Finds elementwise nodes that feed one another and can be computed together. A node's level is the number of other kinds of work on the longest way to it; two that feed one
/// another on one level have no such work between them, on any way, so that a group of them never waits for its own results.
/// </summary>
internal sealed class ElementwiseGroups
{
    /// <summary>Fewer numbers stay in a cache between two nodes anyway.</summary>
    private const long FewestNumbers = 16384;

    private readonly GraphModule module;
    private readonly GraphReaders readers;
    private readonly HashSet<Node> elementwise;
    private readonly Dictionary<Node, int> levels = [];

    private ElementwiseGroups(GraphModule module, GraphReaders readers)
    {
        this.module = module;
        this.readers = readers;
        elementwise = [.. module.Nodes.Where(IsElementwise)];
    }

    /// <summary>Groups of one node and more, their nodes in the graph's order.</summary>
    public static IReadOnlyList<IReadOnlyList<Node>> Find(GraphModule module, GraphReaders readers)
    {
        ElementwiseGroups groups = new(module, readers);
        groups.FindEarliestLevels();
        groups.MoveToReaders();
        return groups.Join();
    }

    /// <summary>What is computed from constants alone ONNX Runtime folds.</summary>
    private static bool IsElementwise(Node node)
        => node.Domain.Length == 0 && Enum.TryParse<ElementwiseOperation>(node.OpType, out _) && node.Inputs.Count <= 2 && node.Attributes.All(attribute => attribute is { Key: "approximate", Value: "none" })
            && node.Outputs[0].Shape.ElementCount >= FewestNumbers && node.Inputs.Any(input => input.Initializer is null)
            && node.Outputs.Concat(node.Inputs).All(value => value.ElementType == ElementType.Float32);

    /// <summary>Whether one can be computed in the loops of the other.</summary>
    private bool Fit(Node producer, Node reader) => elementwise.Contains(producer) && elementwise.Contains(reader) && producer.Outputs[0].Shape.Equals(reader.Outputs[0].Shape);

    private void FindEarliestLevels()
    {
        foreach (Node node in module.Nodes)
        {
            levels[node] = node.Inputs.Select(input => input.Producer).OfType<Node>().Select(producer => levels[producer] + (Fit(producer, node) ? 0 : 1)).DefaultIfEmpty(0).Max();
        }
    }

    /// <summary>A node that only others of its kind read can be computed as late as the first of them: what the gradient needs of the forward part joins the gradient.</summary>
    private void MoveToReaders()
    {
        foreach (Node node in module.Nodes.Reverse())
        {
            IReadOnlyList<Node> all = readers.Of(node.Outputs[0]);
            if (all.Count > 0 && !readers.IsOutput(node.Outputs[0]) && all.All(reader => Fit(node, reader)))
            {
                levels[node] = all.Min(reader => levels[reader]);
            }
        }
    }

    /// <summary>Also those that read the same tensor on one level: it is then read once, and halves of a "Concat" are often computed from one.</summary>
    private List<IReadOnlyList<Node>> Join()
    {
        Dictionary<Node, List<Node>> groups = [];
        Dictionary<(Value Tensor, int Level, TensorShape Shape), Node> first = [];
        foreach (Node node in module.Nodes.Where(elementwise.Contains))
        {
            groups.Add(node, [node]);
            foreach (Value input in node.Inputs)
            {
                if (input.Producer is { } producer && Fit(producer, node) && levels[producer] == levels[node])
                {
                    Join(groups, producer, node);
                }
                else if (input.Shape.Equals(node.Outputs[0].Shape))
                {
                    (Value, int, TensorShape) place = (ElementwiseView.Of(input, input.Shape).Tensor, levels[node], input.Shape);
                    if (!first.TryAdd(place, node))
                    {
                        Join(groups, first[place], node);
                    }
                }
            }
        }

        Dictionary<Node, int> places = module.Nodes.Select((node, index) => (node, index)).ToDictionary();
        return [.. groups.Values.Distinct().Select(IReadOnlyList<Node> (group) => [.. group.OrderBy(node => places[node])])];
    }

    private static void Join(Dictionary<Node, List<Node>> groups, Node one, Node other)
    {
        (List<Node> into, List<Node> from) = (groups[one], groups[other]);
        if (ReferenceEquals(into, from))
        {
            return;
        }

        (into, from) = into.Count < from.Count ? (from, into) : (into, from);
        into.AddRange(from);
        foreach (Node node in from)
        {
            groups[node] = into;
        }
    }
}
