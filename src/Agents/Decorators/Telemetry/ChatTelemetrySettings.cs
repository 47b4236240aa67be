namespace ReCorD.Agents.Decorators.Telemetry;

/// <summary>What traces may tell; section <c>Chat:Telemetry</c>.</summary>
public sealed record ChatTelemetrySettings
{
    /// <summary>Whether prompts, answers and the arguments of tools go into traces. Pictures never do. Default no.</summary>
    public bool Content { get; init; }
}
