namespace ReCorD.Compute.Runtime.Native;

internal static unsafe partial class OrtApi
{
    private const int AttributeInteger = 1;
    private const int AttributeIntegers = 2;
    private const int AttributeFloat = 3;
    private const int AttributeFloats = 4;
    private const int AttributeString = 5;

    public static ValueInfoHandle CreateValueInfo(string name, ElementType elementType, TensorShape shape)
    {
        using TensorInfoHandle tensor = new(Create(OrtFunction.CreateTensorTypeAndShapeInfo));
        Set(OrtFunction.SetTensorElementType, tensor, (int)elementType);
        ReadOnlySpan<long> dimensions = shape.AsSpan();
        nint type;
        nint valueInfo;
        fixed (long* sizes = dimensions)
        {
            Check(((delegate* unmanaged<nint, long*, nuint, nint>)OrtLibrary.Function(OrtFunction.SetDimensions))(tensor.Pointer, sizes, (nuint)dimensions.Length));
        }

        Check(((delegate* unmanaged<nint, nint*, nint>)OrtLibrary.Function(OrtModelEditorFunction.CreateTensorTypeInfo))(tensor.Pointer, &type));
        using TypeInfoHandle typeInfo = new(type);
        fixed (byte* text = Utf8(name))
        {
            Check(((delegate* unmanaged<byte*, nint, nint*, nint>)OrtLibrary.Function(OrtModelEditorFunction.CreateValueInfo))(text, typeInfo.Pointer, &valueInfo));
        }

        return new ValueInfoHandle(valueInfo);
    }

    /// <summary>An attribute from a <c>long</c>, <c>long[]</c>, <c>float</c>, <c>float[]</c> or <c>string</c>.</summary>
    public static AttributeHandle CreateAttribute(string name, object value)
    {
        switch (value)
        {
            case long integer:
                return CreateAttribute(name, &integer, 1, AttributeInteger);
            case float number:
                return CreateAttribute(name, &number, 1, AttributeFloat);
            case long[] integers:
                fixed (long* data = integers)
                {
                    return CreateAttribute(name, data, integers.Length, AttributeIntegers);
                }

            case float[] numbers:
                fixed (float* data = numbers)
                {
                    return CreateAttribute(name, data, numbers.Length, AttributeFloats);
                }

            case string text:
                byte[] bytes = Utf8(text);
                fixed (byte* data = bytes)
                {
                    return CreateAttribute(name, data, bytes.Length - 1, AttributeString);
                }

            default:
                throw new ArgumentException($"Attribute '{name}' is a {value.GetType().Name}; attributes are long, long[], float, float[] or string.", nameof(value));
        }
    }

    /// <summary>A node, which takes over the attributes.</summary>
    public static NodeHandle CreateNode(string opType, string domain, string name, IEnumerable<string> inputs, IEnumerable<string> outputs, IReadOnlyList<AttributeHandle> attributes)
    {
        using NativeStrings inputNames = new(inputs);
        using NativeStrings outputNames = new(outputs);
        nint node;
        fixed (byte* opText = Utf8(opType), nameText = Utf8(name), domainText = Utf8(domain))
        fixed (nint* attributeList = attributes.Select(attribute => attribute.Pointer).ToArray())
        {
            var create = (delegate* unmanaged<byte*, byte*, byte*, nint*, nuint, nint*, nuint, nint*, nuint, nint*, nint>)OrtLibrary.Function(OrtModelEditorFunction.CreateNode);
            Check(create(opText, domainText, nameText, inputNames.Pointer, inputNames.Count, outputNames.Pointer, outputNames.Count, attributeList, (nuint)attributes.Count, &node));
        }

        // CreateNode copies the attributes and releases the originals itself (seen with 1.30: releasing them again crashes).
        foreach (AttributeHandle attribute in attributes)
        {
            attribute.HandOver();
        }

        return new NodeHandle(node);
    }

    public static GraphHandle CreateGraph()
    {
        nint graph;
        Check(((delegate* unmanaged<nint*, nint>)OrtLibrary.Function(OrtModelEditorFunction.CreateGraph))(&graph));
        return new GraphHandle(graph);
    }

    public static void SetGraphInputs(GraphHandle graph, IReadOnlyList<ValueInfoHandle> inputs) => SetPorts(OrtModelEditorFunction.SetGraphInputs, graph, inputs);

    public static void SetGraphOutputs(GraphHandle graph, IReadOnlyList<ValueInfoHandle> outputs) => SetPorts(OrtModelEditorFunction.SetGraphOutputs, graph, outputs);

    /// <summary>Gives a value to the graph. <paramref name="storage"/> says whether the value's memory is borrowed or copied.</summary>
    public static void AddInitializer(GraphHandle graph, string name, ValueHandle value, InitializerStorage storage)
    {
        fixed (byte* text = Utf8(name))
        {
            var add = (delegate* unmanaged<nint, byte*, nint, byte, nint>)OrtLibrary.Function(OrtModelEditorFunction.AddInitializerToGraph);
            Check(add(graph.Pointer, text, value.Pointer, storage == InitializerStorage.Borrowed ? (byte)1 : (byte)0));
        }

        value.HandOver();
    }

    public static void AddNode(GraphHandle graph, NodeHandle node)
    {
        Check(((delegate* unmanaged<nint, nint, nint>)OrtLibrary.Function(OrtModelEditorFunction.AddNodeToGraph))(graph.Pointer, node.Pointer));
        node.HandOver();
    }

    /// <summary>A model around a graph, which it takes over.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="opsets">Version of each operator domain that the graph's nodes use.</param>
    public static ModelHandle CreateModel(GraphHandle graph, IReadOnlyDictionary<string, int> opsets)
    {
        nint created;
        using NativeStrings domains = new(opsets.Keys);
        int[] versions = [.. opsets.Values];
        fixed (int* versionList = versions)
        {
            Check(((delegate* unmanaged<nint*, int*, nuint, nint*, nint>)OrtLibrary.Function(OrtModelEditorFunction.CreateModel))(domains.Pointer, versionList, domains.Count, &created));
        }

        ModelHandle model = new(created);
        try
        {
            Check(((delegate* unmanaged<nint, nint, nint>)OrtLibrary.Function(OrtModelEditorFunction.AddGraphToModel))(model.Pointer, graph.Pointer));
            graph.HandOver();
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    public static SessionHandle CreateSession(EnvironmentHandle environment, ModelHandle model, SessionOptionsHandle options)
    {
        nint session;
        var create = (delegate* unmanaged<nint, nint, nint, nint*, nint>)OrtLibrary.Function(OrtModelEditorFunction.CreateSessionFromModel);
        Check(create(environment.Pointer, model.Pointer, options.Pointer, &session));
        return new SessionHandle(session, environment);
    }

    /// <summary>
    /// A session of a model with operators of our own. ONNX Runtime (1.30) forgets the options' domains where it makes a session of a model in memory, but not where it adds one to
    /// a session that it has begun.
    /// </summary>
    /// <param name="environment">The environment.</param>
    /// <param name="empty">A model without nodes, with the same operator domains.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">They name the domain of the operators.</param>
    public static SessionHandle CreateSession(EnvironmentHandle environment, ReadOnlySpan<byte> empty, ModelHandle model, SessionOptionsHandle options)
    {
        nint session;
        fixed (byte* bytes = empty)
        {
            var begin = (delegate* unmanaged<nint, byte*, nuint, nint, nint*, nint>)OrtLibrary.Function(OrtModelEditorFunction.CreateModelEditorSessionFromArray);
            Check(begin(environment.Pointer, bytes, (nuint)empty.Length, options.Pointer, &session));
        }

        SessionHandle handle = new(session, environment);
        try
        {
            Check(((delegate* unmanaged<nint, nint, nint>)OrtLibrary.Function(OrtModelEditorFunction.ApplyModelToModelEditorSession))(session, model.Pointer));
            Check(((delegate* unmanaged<nint, nint, nint, nint>)OrtLibrary.Function(OrtModelEditorFunction.FinalizeModelEditorSession))(session, options.Pointer, 0));
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static void SetPorts(OrtModelEditorFunction function, GraphHandle graph, IReadOnlyList<ValueInfoHandle> ports)
    {
        nint[] pointers = [.. ports.Select(port => port.Pointer)];
        fixed (nint* list = pointers)
        {
            Check(((delegate* unmanaged<nint, nint*, nuint, nint>)OrtLibrary.Function(function))(graph.Pointer, list, (nuint)pointers.Length));
        }

        foreach (ValueInfoHandle port in ports)
        {
            port.HandOver();
        }
    }

    private static AttributeHandle CreateAttribute(string name, void* data, int count, int type)
    {
        nint attribute;
        fixed (byte* text = Utf8(name))
        {
            Check(((delegate* unmanaged<byte*, void*, int, int, nint*, nint>)OrtLibrary.Function(OrtFunction.CreateOpAttr))(text, data, count, type, &attribute));
        }

        return new AttributeHandle(attribute);
    }
}
