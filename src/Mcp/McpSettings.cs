namespace ReCorD.Mcp;

/// <summary>How a server presents itself and what it allows.</summary>
public sealed record McpSettings
{
    /// <summary>Scenes that may be open before the longest unused one is closed.</summary>
    public const int DefaultMaximumScenes = 8;

    /// <summary>Version of the program, as <c>0.1.0</c>.</summary>
    public required string Version { get; init; }

    /// <summary>At least 1.</summary>
    public int MaximumScenes { get; init; } = DefaultMaximumScenes;
}
