namespace ReCorD.Compute.Graph;

/// <summary>Walks graphs from outputs to what they need.</summary>
internal static class Topology
{
    /// <summary>Every node that the values depend on, each after the nodes it reads. Iterative: networks are deeper than a call stack should be.</summary>
    public static IReadOnlyList<Node> Sort(IEnumerable<Value> values)
    {
        List<Node> sorted = [];
        HashSet<Node> entered = [];
        Stack<(Node Node, int NextInput)> path = new();
        foreach (Value value in values)
        {
            Enter(value.Producer);
            while (path.TryPop(out (Node Node, int NextInput) top))
            {
                if (top.NextInput == top.Node.Inputs.Count)
                {
                    sorted.Add(top.Node);
                    continue;
                }

                path.Push((top.Node, top.NextInput + 1));
                Enter(top.Node.Inputs[top.NextInput].Producer);
            }
        }

        return sorted;

        void Enter(Node? node)
        {
            if (node is not null && entered.Add(node))
            {
                path.Push((node, 0));
            }
        }
    }
}
