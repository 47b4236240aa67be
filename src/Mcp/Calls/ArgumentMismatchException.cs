namespace ReCorD.Mcp.Calls;

/// <summary>Arguments that cannot be read as what a tool takes.</summary>
public sealed class ArgumentMismatchException : Exception
{
    public ArgumentMismatchException()
    {
    }

    public ArgumentMismatchException(string message)
        : base(message)
    {
    }

    public ArgumentMismatchException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
