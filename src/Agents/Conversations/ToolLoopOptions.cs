namespace ReCorD.Agents.Conversations;

/// <summary>Limits and hooks of a tool loop.</summary>
public sealed record ToolLoopOptions
{
    /// <summary>Name of the agent in the transcript.</summary>
    public required string Agent { get; init; }

    /// <summary>Most requests to the model in one call. Default 12.</summary>
    public int MaximumRounds { get; init; } = 12;

    /// <summary>Asked after every tool call; true ends the loop, as when an answer was accepted.</summary>
    public Func<bool> IsComplete { get; init; } = static () => false;

    /// <summary>Null: nothing is recorded.</summary>
    public TranscriptRecorder? Transcript { get; init; }
}
