using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Graph;

/// <summary>A symbolic tensor: what an input, a weight or a node's output will hold when the graph runs. Its type and shape are known when it is made.</summary>
public sealed class Value
{
    internal Value(GraphBuilder builder, string name, ElementType elementType, TensorShape shape)
    {
        Builder = builder;
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

    /// <summary>The builder that it belongs to; operators add their nodes there.</summary>
    public GraphBuilder Builder { get; }

    public static Value operator +(Value left, Value right) => left.Binary("Add", right);

    public static Value operator -(Value left, Value right) => left.Binary("Sub", right);

    public static Value operator *(Value left, Value right) => left.Binary("Mul", right);

    public static Value operator /(Value left, Value right) => left.Binary("Div", right);

    public static Value operator +(Value left, float right) => left + left.Builder.Scalar(right, left.ElementType);

    public static Value operator -(Value left, float right) => left - left.Builder.Scalar(right, left.ElementType);

    public static Value operator -(float left, Value right) => right.Builder.Scalar(left, right.ElementType) - right;

    public static Value operator *(Value left, float right) => left * left.Builder.Scalar(right, left.ElementType);

    public static Value operator /(Value left, float right) => left / left.Builder.Scalar(right, left.ElementType);

    public static Value operator -(Value operand) => operand.Unary("Neg");

    public override string ToString() => $"{Name}: {ElementType}{Shape}";
}
