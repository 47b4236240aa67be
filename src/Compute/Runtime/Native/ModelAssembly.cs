using ReCorD.Compute.Graph;

namespace ReCorD.Compute.Runtime.Native;

/// <summary>Builds ONNX Runtime's model of a graph, node by node, in memory: no file and no second copy of the weights.</summary>
internal static class ModelAssembly
{
    /// <summary>Bytes below which ONNX Runtime refuses to borrow an initializer.</summary>
    public const int SmallestBorrowed = 128;

    /// <summary>All of ONNX Runtime's own operators have version 1, and so have ours.</summary>
    private const int RuntimeDomainVersion = 1;

    /// <param name="module">The graph.</param>
    /// <param name="opsets">Its operator domains (<see cref="Opsets"/>).</param>
    /// <param name="cancellationToken">Stops between two nodes.</param>
    public static ModelHandle Build(GraphModule module, IReadOnlyDictionary<string, int> opsets, CancellationToken cancellationToken)
    {
        using GraphHandle graph = OrtApi.CreateGraph();
        Declare(module.Inputs, inputs => OrtApi.SetGraphInputs(graph, inputs));
        Declare([.. module.Outputs.Select(output => output.Value)], outputs => OrtApi.SetGraphOutputs(graph, outputs));
        AddInitializers(graph, module);

        // ONNX Runtime numbers nodes as they come, and each of its dozens of optimisers walks through the graph by number, with a sorted list of the nodes that
        // are ready. Nodes that are ready long before their number is reached, as those with which a gradient prepares what the forward part computed, fill that
        // list, and every step through the graph goes through it.
        foreach (Node node in Topology.ByReadiness(module.Nodes))
        {
            cancellationToken.ThrowIfCancellationRequested();
            AddNode(graph, node);
        }

        return OrtApi.CreateModel(graph, opsets);
    }

    /// <summary>Version of each operator domain that the graph uses.</summary>
    public static Dictionary<string, int> Opsets(GraphModule module)
    {
        Dictionary<string, int> opsets = new() { [""] = GraphModule.OpsetVersion };
        foreach (string domain in module.Nodes.Select(node => node.Domain).Distinct().Where(domain => domain.Length > 0))
        {
            opsets.Add(domain, RuntimeDomainVersion);
        }

        return opsets;
    }

    private static void Declare(IReadOnlyList<Value> values, Action<IReadOnlyList<ValueInfoHandle>> set)
    {
        List<ValueInfoHandle> ports = [];
        try
        {
            ports.AddRange(values.Select(value => OrtApi.CreateValueInfo(value.Name, value.ElementType, value.Shape)));
            set(ports);
        }
        finally
        {
            ports.ForEach(port => port.Dispose());
        }
    }

    private static void AddInitializers(GraphHandle graph, GraphModule module)
    {
        using MemoryInfoHandle memory = OrtApi.CreateCpuMemoryInfo();
        foreach (Value value in module.Initializers)
        {
            Tensor data = value.Initializer ?? throw new ArgumentException($"Graph '{module.Name}': the initializer '{value.Name}' has no data.", nameof(module));
            using ValueHandle handle = OrtApi.CreateValue(memory, data);
            OrtApi.AddInitializer(graph, value.Name, handle, data.ByteLength < SmallestBorrowed ? InitializerStorage.Copied : InitializerStorage.Borrowed);
        }
    }

    private static void AddNode(GraphHandle graph, Node node)
    {
        List<AttributeHandle> attributes = [];
        try
        {
            attributes.AddRange(node.Attributes.Select(attribute => OrtApi.CreateAttribute(attribute.Key, attribute.Value)));
            using NodeHandle handle = OrtApi.CreateNode(node.OpType, node.Domain, node.Name, node.Inputs.Select(input => input.Name), node.Outputs.Select(output => output.Name), attributes);
            OrtApi.AddNode(graph, handle);
        }
        finally
        {
            attributes.ForEach(attribute => attribute.Dispose());
        }
    }
}
