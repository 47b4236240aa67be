using ReCorD.Experiments.Matrix;
using ReCorD.Experiments.Results;
using ReCorD.Experiments.Tasks;

namespace ReCorD.Experiments.Statistics;

/// <summary>What an experiment's results say.</summary>
/// <param name="Plan">The experiment.</param>
/// <param name="Columns">One for each column of the plan.</param>
/// <param name="Differences">Each column but the first less the first, for each metric.</param>
/// <param name="Items">Every item that has a line, with the assertions that do not hold.</param>
/// <param name="Foreign">Results of the folder that belong to no item of the present matrix.</param>
public sealed record ExperimentSummary(
    ExperimentPlan Plan, IReadOnlyList<ColumnSummary> Columns, IReadOnlyList<MetricDifference> Differences, IReadOnlyList<ItemSummary> Items, int Foreign)
{
    /// <summary>Items that have a result.</summary>
    public int Done => Items.Count(item => item.Result.Error is null);

    /// <summary>Items that ended with an error.</summary>
    public int Failed => Items.Count(item => item.Result.Error is not null);

    /// <summary>Items with assertions, all of which hold.</summary>
    public int Passed => Items.Count(item => item.IsAsserted && item.Result.Error is null && item.Problems.Count == 0);

    /// <summary>Items with an assertion that does not hold.</summary>
    public int Broken => Items.Count(item => item.Problems.Count > 0);
}

/// <summary>A column's results.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Done">Items with a result.</param>
/// <param name="Failed">Items that ended with an error.</param>
/// <param name="Broken">Items with an assertion that does not hold.</param>
/// <param name="Metrics">Mean over the tests by metric's name; a metric without a value is absent.</param>
/// <param name="Values">One value for each test (the mean of its repetitions), by metric's name; absent where the test has none.</param>
public sealed record ColumnSummary(
    string Label, int Done, int Failed, int Broken, IReadOnlyDictionary<string, Interval> Metrics, IReadOnlyDictionary<string, IReadOnlyDictionary<int, double>> Values);

/// <summary>How a column differs from the first on the tests that both have.</summary>
/// <param name="Metric">What is compared.</param>
/// <param name="Column">Label of the column.</param>
/// <param name="Reference">Label of the first column.</param>
/// <param name="Difference">Mean difference with its interval; <see cref="Interval.Count"/> is the number of tests.</param>
/// <param name="Greater">Tests on which the column's value is greater.</param>
/// <param name="Smaller">Tests on which it is smaller.</param>
public sealed record MetricDifference(MetricInfo Metric, string Column, string Reference, Interval Difference, int Greater, int Smaller)
{
    /// <summary>1: the column is better beyond chance; -1: worse; 0: not known.</summary>
    public int Verdict => !Difference.ExcludesZero || Metric.Better == MetricDirection.None ? 0
        : (Difference.Mean > 0) == (Metric.Better == MetricDirection.Higher) ? 1 : -1;
}

/// <summary>An item's result.</summary>
/// <param name="Item">The item.</param>
/// <param name="Result">Its line.</param>
/// <param name="Problems">Assertions that do not hold, in sentences.</param>
public sealed record ItemSummary(PlanItem Item, ItemResult Result, IReadOnlyList<string> Problems)
{
    public bool IsAsserted => Item.Assertions.Count > 0;
}
