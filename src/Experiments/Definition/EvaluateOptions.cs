namespace ReCorD.Experiments.Definition;

/// <summary>How an experiment is carried out; names as in promptfoo.</summary>
public sealed record EvaluateOptions
{
    public const int LargestConcurrency = 256;

    public const int LargestRepeat = 1000;

    /// <summary>Items at once. Image runs go one after another whatever it says. Default 4.</summary>
    public int MaxConcurrency { get; init; } = 4;

    /// <summary>Times each test is done. Default 1.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>Whether results of earlier runs of the experiment are taken over. Default true.</summary>
    public bool Cache { get; init; } = true;

    /// <summary>Longest time of one item; null: no limit.</summary>
    public TimeSpan? Timeout { get; init; }
}
