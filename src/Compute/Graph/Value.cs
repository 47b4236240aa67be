namespace ReCorD.Compute.Graph;

/// <summary>A symbolic tensor: what an input, a weight or a node's output will hold when the graph runs. Its type and shape are known when it is made.</summary>
public sealed class Value
{
    internal Value(string name, ElementType elementType, TensorShape shape)
    {
        Name = name;
        ElementType = elementType;
        Shape = shape;
    }

    /// <summary>Unique within its <see cref="GraphBuilder"/>.</summary>
    public string Name { get; }

    public ElementType ElementType { get; }

    public TensorShape Shape { get; }

    /// <summary>The node that computes it; null for inputs, weights and constants.</summary>
    public Node? Producer { get; internal init; }

    /// <summary>The data of a weight or constant; null otherwise.</summary>
    public Tensor? Initializer { get; internal init; }

    public override string ToString() => $"{Name}: {ElementType}{Shape}";
}
