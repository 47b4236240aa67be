namespace ReCorD.Compute.Graph;

/// <summary>One application of an ONNX operator.</summary>
public sealed class Node
{
    internal Node(string name, string opType, string domain, string scope, IReadOnlyList<Value> inputs, IReadOnlyDictionary<string, object> attributes)
    {
        Name = name;
        OpType = opType;
        Domain = domain;
        Scope = scope;
        Inputs = inputs;
        Attributes = attributes;
        Outputs = [];
    }

    /// <summary>Unique within its builder: the module path, the operator and a number.</summary>
    public string Name { get; }

    /// <summary>Operator of the <see cref="Domain"/>.</summary>
    public string OpType { get; }

    /// <summary>Empty for ONNX's own operators, opset <see cref="GraphModule.OpsetVersion"/>; lowering also makes nodes of ONNX Runtime's domains.</summary>
    public string Domain { get; }

    /// <summary>Dotted path of the module that the node belongs to, as in the weight names of diffusers; empty at the top.</summary>
    public string Scope { get; }

    public IReadOnlyList<Value> Inputs { get; }

    public IReadOnlyList<Value> Outputs { get; internal set; }

    /// <summary>Attribute values: <c>long</c>, <c>long[]</c>, <c>float</c>, <c>float[]</c> or <c>string</c>.</summary>
    public IReadOnlyDictionary<string, object> Attributes { get; }

    public override string ToString() => $"{OpType} ({Name})";

    /// <summary>An integer attribute, or <paramref name="fallback"/> where the node has none.</summary>
    public long Integer(string attribute, long fallback) => Attributes.TryGetValue(attribute, out object? value) ? (long)value : fallback;

    /// <summary>A list of integers, or <paramref name="fallback"/> where the node has none.</summary>
    public long[] Integers(string attribute, long[] fallback) => Attributes.TryGetValue(attribute, out object? value) ? (long[])value : fallback;
}
