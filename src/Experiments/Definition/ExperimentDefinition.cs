namespace ReCorD.Experiments.Definition;

/// <summary>An experiment file as read: what varies, what is asked, and what must hold.</summary>
public sealed record ExperimentDefinition
{
    /// <summary>Path of the file.</summary>
    public required string File { get; init; }

    /// <summary>What it is for; the title of the report. Default: the file's name.</summary>
    public required string Description { get; init; }

    /// <summary>Name of the task, one of <see cref="TaskNames.All"/>.</summary>
    public required string Task { get; init; }

    /// <summary>At least one.</summary>
    public required IReadOnlyList<PromptVariant> Prompts { get; init; }

    /// <summary>At least one. One without a name stands for the provider of the configuration.</summary>
    public required IReadOnlyList<ProviderVariant> Providers { get; init; }

    /// <summary>At least one; what <c>defaultTest</c> says is already in each.</summary>
    public required IReadOnlyList<TestCase> Tests { get; init; }

    public EvaluateOptions Options { get; init; } = new();

    /// <summary>Metrics to show, in this order; empty: those that the task shows by itself.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <summary>Line on which the metrics are named.</summary>
    public long MetricsLine { get; init; } = 1;

    /// <summary>Folder for the results as given; null: one of the file's name among the program's outputs.</summary>
    public string? OutputPath { get; init; }

    /// <summary>A path that the file names, relative to the file itself.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(File))!);
}
