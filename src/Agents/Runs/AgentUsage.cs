namespace ReCorD.Agents.Runs;

/// <summary>What one agent asked of one model in a run, and what it paid for the answers.</summary>
public sealed record AgentUsage
{
    /// <summary>pose-selection, layout, planner, prompt or critic.</summary>
    public required string Agent { get; init; }

    /// <summary>The provider by its name in the configuration. In a replayed run that of the recorded one.</summary>
    public required string Provider { get; init; }

    /// <summary>The model as the provider knows it; null where it has no name.</summary>
    public string? Model { get; init; }

    /// <summary>Requests, those that failed for good and those that the cache answered included.</summary>
    public int Calls { get; init; }

    /// <summary>Requests that got no answer.</summary>
    public int Failures { get; init; }

    /// <summary>Requests that the cache answered; they cost nothing.</summary>
    public int CacheHits { get; init; }

    /// <summary>Times a request had to be sent again before it was answered.</summary>
    public int Retries { get; init; }

    /// <summary>Tokens sent, as the provider counts them.</summary>
    public long InputTokens { get; init; }

    /// <summary>Tokens received, as the provider counts them.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Money, in the currency of the configured prices; null where no price is known.</summary>
    public double? Cost { get; init; }

    /// <summary>Seconds of waiting for answers. A time: differs from run to run.</summary>
    public double Seconds { get; init; }
}
