using ReCorD.Experiments.Assertions;
using ReCorD.Experiments.Matrix;
using ReCorD.Experiments.Results;
using ReCorD.Experiments.Tasks;

namespace ReCorD.Experiments.Statistics;

/// <summary>Makes the summary of a plan and its results. Results of other matrices, as from an earlier form of the file, are left out.</summary>
public static class SummaryBuilder
{
    public static ExperimentSummary Build(ExperimentPlan plan, IReadOnlyDictionary<string, ItemResult> results)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(results);
        ItemSummary[] items = [.. plan.Items.Where(item => results.ContainsKey(item.Id)).Select(item => Item(item, results[item.Id]))];
        HashSet<string> ids = [.. plan.Items.Select(item => item.Id)];
        ColumnSummary[] columns = [.. plan.Columns.Index().Select(column => Column(plan, column.Item, [.. items.Where(item => item.Item.Column == column.Index)]))];
        return new ExperimentSummary(plan, columns, Differences(plan, columns), items, results.Keys.Count(id => !ids.Contains(id)));
    }

    private static ItemSummary Item(PlanItem item, ItemResult result) =>
        new(item, result, result.Error is not null ? [] : [.. item.Assertions.Select(assertion => AssertionCheck.Problem(assertion, result)).OfType<string>()]);

    private static ColumnSummary Column(ExperimentPlan plan, string label, ItemSummary[] items)
    {
        Dictionary<string, IReadOnlyDictionary<int, double>> values = new(StringComparer.Ordinal);
        foreach (MetricInfo metric in plan.Metrics)
        {
            Dictionary<int, double> byTest = items.Where(item => item.Result.Metrics.ContainsKey(metric.Name)).GroupBy(item => item.Item.Test)
                .ToDictionary(test => test.Key, test => test.Average(item => item.Result.Metrics[metric.Name]));
            if (byTest.Count > 0)
            {
                values[metric.Name] = byTest;
            }
        }

        Dictionary<string, Interval> means = values.ToDictionary(pair => pair.Key, pair => Bootstrap.Mean(InOrder(pair.Value)), StringComparer.Ordinal);
        return new ColumnSummary(
            label, items.Count(item => item.Result.Error is null), items.Count(item => item.Result.Error is not null), items.Count(item => item.Problems.Count > 0), means, values);
    }

    private static List<MetricDifference> Differences(ExperimentPlan plan, ColumnSummary[] columns)
    {
        List<MetricDifference> differences = [];
        foreach (MetricInfo metric in plan.Metrics)
        {
            foreach (ColumnSummary column in columns.Skip(1))
            {
                if (columns[0].Values.TryGetValue(metric.Name, out IReadOnlyDictionary<int, double>? reference) && column.Values.TryGetValue(metric.Name, out IReadOnlyDictionary<int, double>? own)
                    && own.Keys.Where(reference.ContainsKey).Order().ToArray() is { Length: > 0 } shared)
                {
                    Interval difference = Bootstrap.Difference([.. shared.Select(test => own[test])], [.. shared.Select(test => reference[test])]);
                    differences.Add(new MetricDifference(
                        metric, column.Label, columns[0].Label, difference, shared.Count(test => own[test] > reference[test]), shared.Count(test => own[test] < reference[test])));
                }
            }
        }

        return differences;
    }

    /// <summary>By test: the draws of the bootstrap go by place, so the order must not hang on which item ended first.</summary>
    private static double[] InOrder(IReadOnlyDictionary<int, double> values) => [.. values.OrderBy(pair => pair.Key).Select(pair => pair.Value)];
}
