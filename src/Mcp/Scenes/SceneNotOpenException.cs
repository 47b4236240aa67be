namespace ReCorD.Mcp.Scenes;

/// <summary>A call named a scene that is not open.</summary>
public sealed class SceneNotOpenException : Exception
{
    public SceneNotOpenException()
    {
    }

    public SceneNotOpenException(string message)
        : base(message)
    {
    }

    public SceneNotOpenException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
