namespace ReCorD.Agents.Decorators.Caching;

/// <summary>Answers that are kept; section <c>Chat:Cache</c>.</summary>
public sealed record ChatCacheSettings
{
    /// <summary>The folder, relative to where the user stands. Null or empty: nothing is kept, and every question is asked.</summary>
    public string? Folder { get; init; }
}
