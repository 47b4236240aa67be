namespace ReCorD.Experiments.Definition;

/// <summary>What an experiment can do with each test.</summary>
public static class TaskNames
{
    /// <summary>The layout agent must bring a disturbed object box back.</summary>
    public const string LayoutRestoration = "layout-restoration";

    /// <summary>The pose agent must find the figure that does what the sentence says among others.</summary>
    public const string PoseSelection = "pose-selection";

    /// <summary>Whole image runs.</summary>
    public const string Generate = "generate";

    public static IReadOnlyList<string> All { get; } = [LayoutRestoration, PoseSelection, Generate];
}
