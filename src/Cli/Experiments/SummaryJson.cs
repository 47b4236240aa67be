using System.Text.Json;
using ReCorD.Experiments.Results;
using ReCorD.Experiments.Statistics;

namespace ReCorD.Cli.Experiments;

/// <summary>The statistics for programs: columns with the mean and interval of each metric, and paired differences.</summary>
internal static class SummaryJson
{
    public static string Write(ExperimentSummary summary) => JsonSerializer.Serialize(
        new
        {
            summary.Plan.Description,
            summary.Plan.Task,
            items = summary.Plan.Items.Count,
            done = summary.Done,
            failed = summary.Failed,
            assertionsFailed = summary.Broken,
            columns = summary.Columns.Select(column => new
            {
                column.Label,
                column.Done,
                column.Failed,
                assertionsFailed = column.Broken,
                metrics = column.Metrics.ToDictionary(metric => metric.Key, metric => Numbers(metric.Value)),
            }),
            differences = summary.Differences.Select(difference => new
            {
                metric = difference.Metric.Name,
                difference.Column,
                minus = difference.Reference,
                difference = Numbers(difference.Difference),
                difference.Greater,
                difference.Smaller,
            }),
            bootstrap = new { Bootstrap.Resamples, Bootstrap.Confidence, unit = "test" },
        },
        ResultJson.Indented);

    private static object Numbers(Interval interval) => new { mean = Round(interval.Mean), low = Round(interval.Low), high = Round(interval.High), tests = interval.Count, tooFew = interval.IsTooFew };

    private static double Round(double value) => Math.Round(value, 6);
}
