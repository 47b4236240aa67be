namespace ReCorD.Agents.Conversations;

/// <summary>Limits and hooks of a tool loop.</summary>
public sealed record ToolLoopOptions
{
    /// <summary>Name of the agent in the transcript.</summary>
    public required string Agent { get; init; }

    /// <summary>Most requests to the model in one call. Default 12.</summary>
    public int MaximumRounds { get; init; } = 12;

    /// <summary>Most calls that are run of one answer; the others come back unrun. Default 64: a pose of each candidate, of as many as a run can have.</summary>
    public int MaximumCalls { get; init; } = 64;

    /// <summary>Most characters of a text, or of the arguments of a call, that are kept of an answer. Default 32,000.</summary>
    public int MaximumText { get; init; } = 32_000;

    /// <summary>Whether traces hold the arguments and results of tools.</summary>
    public bool TraceContent { get; init; }

    /// <summary>Asked after every tool call; true ends the loop, as when an answer was accepted.</summary>
    public Func<bool> IsComplete { get; init; } = static () => false;

    /// <summary>Null: nothing is recorded.</summary>
    public TranscriptRecorder? Transcript { get; init; }
}
