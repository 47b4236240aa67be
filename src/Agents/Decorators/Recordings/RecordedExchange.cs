using ReCorD.Agents.Decorators.Exchanges;

namespace ReCorD.Agents.Decorators.Recordings;

/// <summary>A line of a recording: what one agent asked, and what came of it.</summary>
internal sealed record RecordedExchange
{
    public required string Agent { get; init; }

    public string? Provider { get; init; }

    public string? Model { get; init; }

    /// <summary>Hash of the request, by which it is found.</summary>
    public required string Hash { get; init; }

    /// <summary>The request in short.</summary>
    public required IReadOnlyList<StoredPiece> Request { get; init; }

    /// <summary>The answer; null where there was none.</summary>
    public StoredResponse? Response { get; init; }

    /// <summary>Why there was no answer.</summary>
    public RecordedFailure? Failure { get; init; }

    public int Retries { get; init; }

    public bool Cached { get; init; }

    public double? Cost { get; init; }

    /// <summary>How long the agent waited. A replay counts it where a conversation has a time limit. Null in older recordings.</summary>
    public double? Seconds { get; init; }
}
