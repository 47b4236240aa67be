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

    /// <summary>
    /// The same nodes in the order in which they become ready when each runs as soon as all that it reads is there, those that are ready first going first.
    /// A node's number then grows with its distance from the inputs.
    /// </summary>
    /// <param name="nodes">Nodes, each after those that it reads; these must be among them.</param>
    public static IReadOnlyList<Node> ByReadiness(IReadOnlyList<Node> nodes)
    {
        Dictionary<Node, List<Node>> readers = nodes.ToDictionary(node => node, _ => new List<Node>());
        Dictionary<Node, int> missing = [];
        Queue<Node> ready = new();
        foreach (Node node in nodes)
        {
            HashSet<Node> producers = [.. node.Inputs.Select(input => input.Producer).OfType<Node>()];
            missing.Add(node, producers.Count);
            foreach (Node producer in producers)
            {
                readers[producer].Add(node);
            }

            if (producers.Count == 0)
            {
                ready.Enqueue(node);
            }
        }

        List<Node> ordered = [];
        while (ready.TryDequeue(out Node? node))
        {
            ordered.Add(node);
            foreach (Node reader in readers[node])
            {
                missing[reader]--;
                if (missing[reader] == 0)
                {
                    ready.Enqueue(reader);
                }
            }
        }

        return ordered;
    }
}
