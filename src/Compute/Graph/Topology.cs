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
    public static IReadOnlyList<Node> ByReadiness(IReadOnlyList<Node> nodes) => ByReadiness(nodes, node => node.Inputs.Select(input => input.Producer).OfType<Node>());

    /// <summary>The same for any kind of work.</summary>
    /// <param name="units">The work, in the order in which what is ready at once goes.</param>
    /// <param name="needs">What a unit waits for, all among the units; it may come several times.</param>
    /// <exception cref="InvalidOperationException">Some wait for one another.</exception>
    public static IReadOnlyList<T> ByReadiness<T>(IReadOnlyCollection<T> units, Func<T, IEnumerable<T>> needs)
        where T : notnull
    {
        Dictionary<T, List<T>> readers = units.ToDictionary(unit => unit, _ => new List<T>());
        Dictionary<T, int> missing = [];
        Queue<T> ready = new();
        foreach (T unit in units)
        {
            HashSet<T> needed = [.. needs(unit)];
            missing.Add(unit, needed.Count);
            foreach (T other in needed)
            {
                readers[other].Add(unit);
            }

            if (needed.Count == 0)
            {
                ready.Enqueue(unit);
            }
        }

        List<T> ordered = [];
        while (ready.TryDequeue(out T? unit))
        {
            ordered.Add(unit);
            foreach (T reader in readers[unit])
            {
                missing[reader]--;
                if (missing[reader] == 0)
                {
                    ready.Enqueue(reader);
                }
            }
        }

        return ordered.Count == units.Count
            ? ordered
            : throw new InvalidOperationException($"{units.Count - ordered.Count} of {units.Count} wait for one another, among them {missing.First(pair => pair.Value > 0).Key}.");
    }
}
