using ReCorD.Compute.Graph;
using ReCorD.Compute.Weights;

namespace ReCorD.Compute.Onnx;

/// <summary>
/// Writes graphs as ONNX models, for other programs and for looking at them in Netron. Weights of 1 KiB and more go to a second
/// file, <c>NAME.onnx.data</c>, which must stay beside the model; so no size limit of protocol buffers is met. Every value carries its
/// type and shape. Source: <c>onnx.proto</c>, IR version 9, the first with operator set 20.
/// </summary>
public static class OnnxModelWriter
{
    /// <summary>Version of the file format.</summary>
    public const int IrVersion = 9;

    private const int ExternalLocation = 1;

    /// <summary>Writes the model and its weights; existing files are replaced. Each file appears only when it is complete, the model last.</summary>
    /// <param name="module">The graph.</param>
    /// <param name="path">The model's file, as <c>unet.onnx</c>.</param>
    /// <param name="written">Hears of the bytes of external weights written so far.</param>
    /// <param name="cancellationToken">Stops the writing of weights between two blocks of 1 MiB; existing files stay as they are.</param>
    /// <exception cref="ArgumentException">The graph has operators that are not ONNX's.</exception>
    public static void Write(GraphModule module, string path, IProgress<long>? written = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (module.Nodes.FirstOrDefault(node => node.Domain.Length > 0) is { } foreign)
        {
            throw new ArgumentException($"Graph '{module.Name}' cannot be written: {foreign} is an operator of the domain '{foreign.Domain}', and other programs know ONNX's own alone. Build it without fused attention.", nameof(module));
        }

        string dataPath = path + ".data";
        ExternalData external = new(Path.GetFileName(dataPath), module);
        ProtobufWriter model = new();
        WriteModel(model, module, external);
        if (!external.IsEmpty)
        {
            external.Write(dataPath, written, cancellationToken);
        }

        AtomicFile.Write(path, stream => stream.Write(model.Written));
    }

    private static void WriteModel(ProtobufWriter model, GraphModule module, ExternalData external)
    {
        model.Integer(OnnxFields.Model.IrVersion, IrVersion);
        model.Text(OnnxFields.Model.ProducerName, "ReCorD");
        model.Text(OnnxFields.Model.ProducerVersion, typeof(OnnxModelWriter).Assembly.GetName().Version?.ToString(3) ?? "");
        model.Message(OnnxFields.Model.Graph, graph => WriteGraph(graph, module, external));
        WriteOpset(model, "", GraphModule.OpsetVersion);
    }

    /// <summary>States the version of an operator domain that a model uses.</summary>
    internal static void WriteOpset(ProtobufWriter model, string domain, int version) => model.Message(OnnxFields.Model.OpsetImport, opset =>
    {
        opset.Text(OnnxFields.Opset.Domain, domain);
        opset.Integer(OnnxFields.Opset.Version, version);
    });

    private static void WriteGraph(ProtobufWriter graph, GraphModule module, ExternalData external)
    {
        foreach (Node node in module.Nodes)
        {
            graph.Message(OnnxFields.Graph.Node, message => WriteNode(message, node));
        }

        graph.Text(OnnxFields.Graph.Name, module.Name);
        foreach (Value value in module.Initializers)
        {
            graph.Message(OnnxFields.Graph.Initializer, tensor => WriteInitializer(tensor, value, external));
        }

        WriteValues(graph, OnnxFields.Graph.Input, module.Inputs);
        WriteValues(graph, OnnxFields.Graph.Output, module.Outputs.Select(output => output.Value));
        HashSet<Value> outputs = [.. module.Outputs.Select(output => output.Value)];
        WriteValues(graph, OnnxFields.Graph.ValueInfo, module.Nodes.SelectMany(node => node.Outputs).Where(value => !outputs.Contains(value)));
    }

    private static void WriteNode(ProtobufWriter message, Node node)
    {
        foreach (Value input in node.Inputs)
        {
            message.Text(OnnxFields.Node.Input, input.Name);
        }

        foreach (Value output in node.Outputs)
        {
            message.Text(OnnxFields.Node.Output, output.Name);
        }

        message.Text(OnnxFields.Node.Name, node.Name);
        message.Text(OnnxFields.Node.OpType, node.OpType);
        foreach ((string name, object value) in node.Attributes)
        {
            message.Message(OnnxFields.Node.Attribute, attribute => WriteAttribute(attribute, name, value));
        }

        if (node.Scope.Length > 0)
        {
            message.Text(OnnxFields.Node.DocString, node.Scope);
        }
    }

    private static void WriteAttribute(ProtobufWriter attribute, string name, object value)
    {
        attribute.Text(OnnxFields.Attribute.Name, name);
        int type = WriteAttributeValue(attribute, name, value);
        attribute.Integer(OnnxFields.Attribute.Type, type);
    }

    /// <summary>Writes the value and gives its type.</summary>
    private static int WriteAttributeValue(ProtobufWriter attribute, string name, object value)
    {
        switch (value)
        {
            case long integer:
                attribute.Integer(OnnxFields.Attribute.Integer, integer);
                return OnnxFields.AttributeKind.Integer;
            case float number:
                attribute.Float(OnnxFields.Attribute.Float, number);
                return OnnxFields.AttributeKind.Float;
            case string text:
                attribute.Text(OnnxFields.Attribute.Text, text);
                return OnnxFields.AttributeKind.Text;
            case long[] integers:
                Array.ForEach(integers, integer => attribute.Integer(OnnxFields.Attribute.Integers, integer));
                return OnnxFields.AttributeKind.Integers;
            case float[] numbers:
                Array.ForEach(numbers, number => attribute.Float(OnnxFields.Attribute.Floats, number));
                return OnnxFields.AttributeKind.Floats;
            default:
                throw new ArgumentException($"Attribute '{name}' is a {value.GetType().Name}; attributes are long, long[], float, float[] or string.", nameof(value));
        }
    }

    private static void WriteInitializer(ProtobufWriter tensor, Value value, ExternalData external)
    {
        foreach (long size in value.Shape)
        {
            tensor.Integer(OnnxFields.Tensor.Dimensions, size);
        }

        tensor.Integer(OnnxFields.Tensor.DataType, (long)value.ElementType);
        tensor.Text(OnnxFields.Tensor.Name, value.Name);
        if (external.Find(value) is { } place)
        {
            foreach ((string key, string text) in place)
            {
                tensor.Message(OnnxFields.Tensor.ExternalData, entry =>
                {
                    entry.Text(OnnxFields.Entry.Key, key);
                    entry.Text(OnnxFields.Entry.Value, text);
                });
            }

            tensor.Integer(OnnxFields.Tensor.DataLocation, ExternalLocation);
        }
        else
        {
            tensor.Bytes(OnnxFields.Tensor.RawData, Bytes(value));
        }
    }

    private static unsafe ReadOnlySpan<byte> Bytes(Value value)
    {
        Tensor data = value.Initializer ?? throw new ArgumentException($"The initializer '{value.Name}' has no data.", nameof(value));
        return new ReadOnlySpan<byte>((void*)data.Pointer, checked((int)data.ByteLength));
    }

    private static void WriteValues(ProtobufWriter graph, int field, IEnumerable<Value> values)
    {
        foreach (Value value in values)
        {
            graph.Message(field, info =>
            {
                info.Text(OnnxFields.ValueInfo.Name, value.Name);
                info.Message(OnnxFields.ValueInfo.Type, type => type.Message(OnnxFields.Type.Tensor, tensor => WriteTensorType(tensor, value)));
            });
        }
    }

    private static void WriteTensorType(ProtobufWriter tensor, Value value)
    {
        tensor.Integer(OnnxFields.Type.TensorElementType, (long)value.ElementType);
        tensor.Message(OnnxFields.Type.TensorShape, shape =>
        {
            foreach (long size in value.Shape)
            {
                shape.Message(OnnxFields.Type.ShapeDimension, dimension => dimension.Integer(OnnxFields.Type.DimensionValue, size));
            }
        });
    }
}
