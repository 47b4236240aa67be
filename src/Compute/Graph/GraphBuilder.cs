using System.Globalization;

namespace ReCorD.Compute.Graph;

/// <summary>
/// Builds a graph of ONNX operators with static shapes. The operators are extension methods in this folder; each checks its
/// operands, infers the result's shape and calls <see cref="Emit(string, IReadOnlyList{Value}, ElementType, TensorShape, IReadOnlyDictionary{string, object}?)"/>.
/// </summary>
public sealed class GraphBuilder
{
    private readonly List<Value> inputs = [];
    private readonly Dictionary<string, Value> weights = [];
    private readonly Dictionary<(ElementType Type, string Shape, string Bytes), Value> constants = [];
    private readonly Dictionary<string, IReadOnlyList<Value>> emitted = [];
    private readonly HashSet<string> names = [];
    private readonly Dictionary<string, int> counters = [];
    private string scope = "";

    public GraphBuilder(string name) => Name = name;

    public string Name { get; }

    /// <summary>Dotted path of the module being built.</summary>
    public string Scope => scope;

    /// <summary>Enters a module: nodes made until the result is disposed carry its path.</summary>
    public IDisposable Enter(string module)
    {
        ScopeExit exit = new(this, scope);
        scope = scope.Length == 0 ? module : $"{scope}.{module}";
        return exit;
    }

    /// <summary>Sets the whole module path until the result is disposed; gradient nodes take that of their forward node.</summary>
    internal IDisposable EnterAbsolute(string path)
    {
        ScopeExit exit = new(this, scope);
        scope = path;
        return exit;
    }

    /// <summary>A tensor given at each run.</summary>
    public Value Input(string name, ElementType elementType, params ReadOnlySpan<long> shape)
    {
        Value value = new(this, Claim(name), elementType, new TensorShape(shape));
        inputs.Add(value);
        return value;
    }

    /// <summary>A tensor fixed when the session is made. The same name gives the same value; its memory must outlive every session of the graph.</summary>
    /// <exception cref="ArgumentException">The name was used for other data.</exception>
    public Value Weight(string name, Tensor data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (weights.TryGetValue(name, out Value? known))
        {
            return ReferenceEquals(known.Initializer, data) ? known : throw new ArgumentException($"Weight '{name}' was already given with other data.", nameof(name));
        }

        return weights[name] = new Value(this, Claim(name), data.ElementType, data.Shape) { Initializer = data };
    }

    /// <summary>A small tensor written into the graph; equal constants are kept once.</summary>
    public Value Constant<T>(ReadOnlySpan<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        TensorShape dimensions = new(shape);
        Tensor data = Tensor.From(values, dimensions);
        string bytes = Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values));
        var key = (data.ElementType, dimensions.ToString(), bytes);
        if (!constants.TryGetValue(key, out Value? value))
        {
            value = new Value(this, Unique("constant"), data.ElementType, dimensions) { Initializer = data };
            constants.Add(key, value);
        }

        return value;
    }

    /// <summary>A scalar constant: float32 (default), or float16 to compute with values of that type.</summary>
    public Value Scalar(float value, ElementType type = ElementType.Float32)
        => type == ElementType.Float16 ? Constant<Half>([(Half)value]) : Constant<float>([value]);

    /// <summary>A list of integers, as shapes, axes and indices are given.</summary>
    public Value Integers(params ReadOnlySpan<long> values) => Constant(values, values.Length);

    /// <summary>Adds an operator with one output. The same operator on the same operands is added once.</summary>
    public Value Emit(string opType, IReadOnlyList<Value> operands, ElementType elementType, TensorShape shape, IReadOnlyDictionary<string, object>? attributes = null)
        => Emit(opType, operands, [(elementType, shape)], attributes)[0];

    /// <summary>Adds an operator with several outputs. The same operator on the same operands is added once: gradients ask again for what the forward part has.</summary>
    public IReadOnlyList<Value> Emit(
        string opType, IReadOnlyList<Value> operands, IReadOnlyList<(ElementType Type, TensorShape Shape)> results, IReadOnlyDictionary<string, object>? attributes = null, string domain = "")
    {
        string key = domain + Key(opType, operands, attributes);
        if (emitted.TryGetValue(key, out IReadOnlyList<Value>? known))
        {
            return known;
        }

        string name = Unique(opType);
        Node node = new(name, opType, domain, scope, [.. operands], attributes ?? new Dictionary<string, object>());
        Value[] outputs = new Value[results.Count];
        for (int i = 0; i < outputs.Length; i++)
        {
            string outputName = Claim(i == 0 ? $"{name}:0" : $"{name}:{i.ToString(CultureInfo.InvariantCulture)}");
            outputs[i] = new Value(this, outputName, results[i].Type, results[i].Shape) { Producer = node };
        }

        node.Outputs = outputs;
        emitted.Add(key, outputs);
        return outputs;
    }

    /// <summary>The finished graph: only nodes, inputs and weights that the outputs need.</summary>
    /// <exception cref="ArgumentException">An output's name is also the name of another value.</exception>
    public GraphModule Build(params IReadOnlyList<KeyValuePair<string, Value>> outputs)
    {
        List<KeyValuePair<string, Value>> named = [.. outputs.Select(output => KeyValuePair.Create(output.Key, Named(output.Key, output.Value)))];
        IReadOnlyList<Node> nodes = Topology.Sort(named.Select(output => output.Value));
        HashSet<Value> read = [.. nodes.SelectMany(node => node.Inputs)];
        List<Value> initializers = [.. weights.Values.Concat(constants.Values).Where(read.Contains)];
        return new GraphModule(Name, [.. inputs.Where(read.Contains)], named, initializers, nodes);
    }

    /// <summary>Names an application: equal keys compute equal values, since no operator we use draws random numbers.</summary>
    private static string Key(string opType, IReadOnlyList<Value> operands, IReadOnlyDictionary<string, object>? attributes)
    {
        static string Text(object value) => value is Array list ? string.Join(' ', list.Cast<object>().Select(Text)) : Convert.ToString(value, CultureInfo.InvariantCulture)!;
        IEnumerable<string> settings = (attributes ?? new Dictionary<string, object>()).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={Text(pair.Value)}");
        return $"{opType}({string.Join(", ", operands.Select(operand => operand.Name))}) {string.Join(", ", settings)}";
    }

    private Value Named(string name, Value value)
    {
        if (value.Name == name && value.Producer is not null)
        {
            return value;
        }

        Node node = new(Unique("Identity"), "Identity", "", scope, [value], new Dictionary<string, object>());
        Value output = new(this, Claim(name), value.ElementType, value.Shape) { Producer = node };
        node.Outputs = [output];
        return output;
    }

    private string Claim(string name) => names.Add(name) ? name : throw new ArgumentException($"The name '{name}' is already taken in graph '{Name}'.", nameof(name));

    private string Unique(string kind)
    {
        string stem = scope.Length == 0 ? kind : $"{scope}/{kind}";
        string name;
        do
        {
            int number = counters[stem] = counters.GetValueOrDefault(stem) + 1;
            name = number == 1 ? stem : $"{stem}_{number.ToString(CultureInfo.InvariantCulture)}";
        }
        while (!names.Add(name));
        return name;
    }

    private sealed class ScopeExit(GraphBuilder builder, string outer) : IDisposable
    {
        public void Dispose() => builder.scope = outer;
    }
}
