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
    public static void Write(GraphModule module, string path)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentException.ThrowIfNullOrEmpty(path);
        string dataPath = path + ".data";
        ExternalData external = new(Path.GetFileName(dataPath), module);
        ProtobufWriter model = new();
        WriteModel(model, module, external);
        if (!external.IsEmpty)
        {
            external.Write(dataPath);
        }

        AtomicFile.Write(path, stream => stream.Write(model.Written));
    }

    private static void WriteModel(ProtobufWriter model, GraphModule module, ExternalData external)
    {
        model.Integer(ModelFields.IrVersion, IrVersion);
        model.Text(ModelFields.ProducerName, "ReCorD");
        model.Text(ModelFields.ProducerVersion, typeof(OnnxModelWriter).Assembly.GetName().Version?.ToString(3) ?? "");
        model.Message(ModelFields.Graph, graph => WriteGraph(graph, module, external));
        model.Message(ModelFields.OpsetImport, opset =>
        {
            opset.Text(OpsetFields.Domain, "");
            opset.Integer(OpsetFields.Version, GraphModule.OpsetVersion);
        });
    }

    private static void WriteGraph(ProtobufWriter graph, GraphModule module, ExternalData external)
    {
        foreach (Node node in module.Nodes)
        {
            graph.Message(GraphFields.Node, message => WriteNode(message, node));
        }

        graph.Text(GraphFields.Name, module.Name);
        foreach (Value value in module.Initializers)
        {
            graph.Message(GraphFields.Initializer, tensor => WriteInitializer(tensor, value, external));
        }

        WriteValues(graph, GraphFields.Input, module.Inputs);
        WriteValues(graph, GraphFields.Output, module.Outputs.Select(output => output.Value));
        HashSet<Value> outputs = [.. module.Outputs.Select(output => output.Value)];
        WriteValues(graph, GraphFields.ValueInfo, module.Nodes.SelectMany(node => node.Outputs).Where(value => !outputs.Contains(value)));
    }

    private static void WriteNode(ProtobufWriter message, Node node)
    {
        foreach (Value input in node.Inputs)
        {
            message.Text(NodeFields.Input, input.Name);
        }

        foreach (Value output in node.Outputs)
        {
            message.Text(NodeFields.Output, output.Name);
        }

        message.Text(NodeFields.Name, node.Name);
        message.Text(NodeFields.OpType, node.OpType);
        foreach ((string name, object value) in node.Attributes)
        {
            message.Message(NodeFields.Attribute, attribute => WriteAttribute(attribute, name, value));
        }

        if (node.Scope.Length > 0)
        {
            message.Text(NodeFields.DocString, node.Scope);
        }
    }

    private static void WriteAttribute(ProtobufWriter attribute, string name, object value)
    {
        attribute.Text(AttributeFields.Name, name);
        int type = WriteAttributeValue(attribute, name, value);
        attribute.Integer(AttributeFields.Type, type);
    }

    /// <summary>Writes the value and gives its type.</summary>
    private static int WriteAttributeValue(ProtobufWriter attribute, string name, object value)
    {
        switch (value)
        {
            case long integer:
                attribute.Integer(AttributeFields.Integer, integer);
                return AttributeTypes.Integer;
            case float number:
                attribute.Float(AttributeFields.Float, number);
                return AttributeTypes.Float;
            case string text:
                attribute.Text(AttributeFields.Text, text);
                return AttributeTypes.Text;
            case long[] integers:
                Array.ForEach(integers, integer => attribute.Integer(AttributeFields.Integers, integer));
                return AttributeTypes.Integers;
            case float[] numbers:
                Array.ForEach(numbers, number => attribute.Float(AttributeFields.Floats, number));
                return AttributeTypes.Floats;
            default:
                throw new ArgumentException($"Attribute '{name}' is a {value.GetType().Name}; attributes are long, long[], float, float[] or string.", nameof(value));
        }
    }

    private static void WriteInitializer(ProtobufWriter tensor, Value value, ExternalData external)
    {
        foreach (long size in value.Shape)
        {
            tensor.Integer(TensorFields.Dimensions, size);
        }

        tensor.Integer(TensorFields.DataType, (long)value.ElementType);
        tensor.Text(TensorFields.Name, value.Name);
        if (external.Find(value) is { } place)
        {
            foreach ((string key, string text) in place)
            {
                tensor.Message(TensorFields.ExternalData, entry =>
                {
                    entry.Text(EntryFields.Key, key);
                    entry.Text(EntryFields.Value, text);
                });
            }

            tensor.Integer(TensorFields.DataLocation, ExternalLocation);
        }
        else
        {
            tensor.Bytes(TensorFields.RawData, Bytes(value));
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
                info.Text(ValueInfoFields.Name, value.Name);
                info.Message(ValueInfoFields.Type, type => type.Message(TypeFields.Tensor, tensor => WriteTensorType(tensor, value)));
            });
        }
    }

    private static void WriteTensorType(ProtobufWriter tensor, Value value)
    {
        tensor.Integer(TypeFields.TensorElementType, (long)value.ElementType);
        tensor.Message(TypeFields.TensorShape, shape =>
        {
            foreach (long size in value.Shape)
            {
                shape.Message(TypeFields.ShapeDimension, dimension => dimension.Integer(TypeFields.DimensionValue, size));
            }
        });
    }
}
