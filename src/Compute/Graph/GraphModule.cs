namespace ReCorD.Compute.Graph;

/// <summary>
/// A finished graph, ready to become an ONNX model or a session: only what its outputs need, nodes in an order in which each
/// comes after what it reads.
/// </summary>
public sealed class GraphModule
{
    /// <summary>Version of the default ONNX operator set that all nodes use.</summary>
    public const int OpsetVersion = 20;

    internal GraphModule(
        string name, IReadOnlyList<Value> inputs, IReadOnlyList<KeyValuePair<string, Value>> outputs,
        IReadOnlyList<Value> initializers, IReadOnlyList<Node> nodes)
    {
        Name = name;
        Inputs = inputs;
        Outputs = outputs;
        Initializers = initializers;
        Nodes = nodes;
    }

    public string Name { get; }

    /// <summary>Inputs that some output depends on.</summary>
    public IReadOnlyList<Value> Inputs { get; }

    /// <summary>
    /// Outputs by the name a caller fetches them under. Each key is also the name of its value: where the builder's value had
    /// another name, was asked for twice or is itself an input, an Identity node gives it the key as name.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, Value>> Outputs { get; }

    /// <summary>Weights and constants that the nodes read; each has <see cref="Value.Initializer"/>.</summary>
    public IReadOnlyList<Value> Initializers { get; }

    public IReadOnlyList<Node> Nodes { get; }
}
