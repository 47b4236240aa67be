using ReCorD.Experiments.Matrix;

namespace ReCorD.Experiments.Running;

/// <summary>How much of an experiment is run, and how.</summary>
public sealed record RunOptions
{
    /// <summary>Items at once, where the task allows several.</summary>
    public int MaxConcurrency { get; init; } = 1;

    /// <summary>Longest time of one item; null: no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The part to run.</summary>
    public Shard Shard { get; init; } = Shard.Whole;

    /// <summary>Only the first so many tests; null: all.</summary>
    public int? Limit { get; init; }

    /// <summary>Whether a test is run.</summary>
    /// <param name="test">Its number, from 0.</param>
    public bool Includes(int test) => Shard.Holds(test) && !(test >= Limit);
}
