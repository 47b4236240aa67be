using ReCorD.Compute.Graph;

namespace ReCorD.Compute.Lowering;

/// <summary>Who reads each value of a graph.</summary>
internal sealed class GraphReaders
{
    private readonly Dictionary<Value, List<Node>> readers = [];
    private readonly HashSet<Value> outputs;

    public GraphReaders(GraphModule module)
    {
        outputs = [.. module.Outputs.Select(output => output.Value)];
        foreach (Node node in module.Nodes)
        {
            foreach (Value input in node.Inputs.Distinct())
            {
                if (!readers.TryGetValue(input, out List<Node>? list))
                {
                    readers.Add(input, list = []);
                }

                list.Add(node);
            }
        }
    }

    public IReadOnlyList<Node> Of(Value value) => readers.GetValueOrDefault(value) ?? [];

    /// <summary>Whether the graph gives the value out.</summary>
    public bool IsOutput(Value value) => outputs.Contains(value);
}
