using ReCorD.Experiments.Assertions;
using ReCorD.Experiments.Tasks;

namespace ReCorD.Experiments.Matrix;

/// <summary>The matrix of an experiment without what is needed to run it: enough to show results. Kept beside them as plan.json.</summary>
public sealed record ExperimentPlan
{
    /// <summary>Title of tables and of the report.</summary>
    public required string Description { get; init; }

    /// <summary>Name of the task.</summary>
    public required string Task { get; init; }

    /// <summary>Name of the experiment file, without its folder.</summary>
    public required string File { get; init; }

    /// <summary>What is compared. The first is what the others are compared with.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Metrics to show, in order.</summary>
    public required IReadOnlyList<MetricInfo> Metrics { get; init; }

    /// <summary>The items: test by test, and within a test repetition by repetition.</summary>
    public required IReadOnlyList<PlanItem> Items { get; init; }
}

/// <summary>A cell of the matrix as results are shown.</summary>
/// <param name="Id">Tells everything that decides its result.</param>
/// <param name="Column">Index among the columns.</param>
/// <param name="Test">Number of the test, from 0; items of the same test are compared with each other.</param>
/// <param name="Repeat">Which repetition, from 0.</param>
/// <param name="Title">The test in words.</param>
/// <param name="Assertions">What must hold.</param>
public sealed record PlanItem(string Id, int Column, int Test, int Repeat, string Title, IReadOnlyList<Assertion> Assertions);
