using ReCorD.Agents.Decorators.Budget;
using ReCorD.Agents.Decorators.Caching;
using ReCorD.Agents.Decorators.Recordings;
using ReCorD.Plugins.Events;

namespace ReCorD.Agents.Decorators;

/// <summary>What the chat models of one run are surrounded with.</summary>
public sealed record ChatRunOptions
{
    /// <summary>The most that the run may spend. Default: no limits.</summary>
    public ChatBudgetSettings Budget { get; init; } = new();

    /// <summary>Answers that are kept; null: none. May be shared by runs.</summary>
    public ResponseCache? Cache { get; init; }

    /// <summary>Where exchanges are written; null: nowhere. Stays the caller's.</summary>
    public RecordingWriter? Recording { get; init; }

    /// <summary>Whether traces hold what was said.</summary>
    public bool TraceContent { get; init; }

    /// <summary>Whether models that are elsewhere are asked one word before the slow part.</summary>
    public bool Preflight { get; init; } = true;

    /// <summary>Told of requests that are sent again, and of recordings that are cut off.</summary>
    public IRunObserver Observer { get; init; } = NullRunObserver.Instance;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Numbers from [0, 1) by which waits before retries differ. Default: always one half.</summary>
    public Func<double> Jitter { get; init; } = static () => 0.5;
}
