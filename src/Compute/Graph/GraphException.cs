namespace ReCorD.Compute.Graph;

/// <summary>A graph that cannot be: operands whose shapes or types do not fit, or an operator used wrongly.</summary>
public sealed class GraphException : Exception
{
    public GraphException(string message)
        : base(message)
    {
    }

    public GraphException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public GraphException()
    {
    }
}
