namespace ReCorD.Cli.Configuration;

/// <summary>Which chat model the agents speak with.</summary>
internal sealed class ChatSection
{
    /// <summary>Name of the provider.</summary>
    /// <value>The default is <c>builtin</c>, the planner that works offline.</value>
    public string Provider { get; set; } = "builtin";
}
