using System.Globalization;
using ReCorD.Cli.Application;
using ReCorD.Experiments.Statistics;
using ReCorD.Experiments.Tasks;

namespace ReCorD.Cli.Experiments;

/// <summary>The statistics as tables on a terminal.</summary>
internal static class SummaryPrinter
{
    public static void Print(ExperimentSummary summary, TextWriter output)
    {
        IReadOnlyList<MetricInfo> metrics = summary.Plan.Metrics;
        output.WriteLine(Printable.Of(summary.Plan.Description));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{summary.Done} of {summary.Plan.Items.Count} items; mean over tests with {Bootstrap.Confidence:P0} interval (percentile bootstrap, {Bootstrap.Resamples} resamples)"));
        if (summary.Foreign > 0)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{summary.Foreign} earlier results belong to another form of the experiment and are left out."));
        }

        output.WriteLine();
        TextTable.Write(
            output,
            ["", "tests", .. metrics.Select(metric => metric.Title)],
            [.. summary.Columns.Select(column => (string[])
            [
                Printable.Of(column.Label), Tests(column), .. metrics.Select(metric => column.Metrics.TryGetValue(metric.Name, out Interval value) ? Text(value, metric) : "-"),
            ])],
            column => column == 0);
        if (summary.Differences.Count > 0)
        {
            output.WriteLine();
            PrintDifferences(summary, output);
        }
    }

    /// <summary>An estimate as <c>0.62 [0.57, 0.68]</c>; of few tests the mean, and that they are few.</summary>
    public static string Text(Interval interval, MetricInfo metric) => interval.IsTooFew
        ? $"{Number(interval.Mean, metric)} {TooFew(interval)}"
        : $"{Number(interval.Mean, metric)} [{Number(interval.Low, metric)}, {Number(interval.High, metric)}]";

    /// <summary>A number with the metric's decimals.</summary>
    public static string Number(double value, MetricInfo metric) => value.ToString($"F{metric.Decimals}", CultureInfo.InvariantCulture);

    /// <summary>The verdict in a word.</summary>
    public static string Verdict(MetricDifference difference) => difference.Verdict switch
    {
        > 0 => "better",
        < 0 => "worse",
        _ when difference.Difference.IsTooFew => "not known",
        _ => difference.Metric.Better != MetricDirection.None || !difference.Difference.ExcludesZero ? "no clear difference" : difference.Difference.Mean > 0 ? "greater" : "smaller",
    };

    /// <summary>A signed difference: with a plus where it is one.</summary>
    public static string Signed(Interval interval, MetricInfo metric) => interval.IsTooFew
        ? $"{Sign(interval.Mean)}{Number(interval.Mean, metric)} {TooFew(interval)}"
        : $"{Sign(interval.Mean)}{Number(interval.Mean, metric)} [{Sign(interval.Low)}{Number(interval.Low, metric)}, {Sign(interval.High)}{Number(interval.High, metric)}]";

    private static void PrintDifferences(ExperimentSummary summary, TextWriter output)
    {
        output.WriteLine(Printable.Of($"Paired differences to '{summary.Plan.Columns[0]}', test by test:"));
        TextTable.Write(
            output,
            ["metric", "", "difference", "greater/equal/smaller", ""],
            [.. summary.Differences.Select(difference => (string[])
            [
                difference.Metric.Title, Printable.Of(difference.Column), Signed(difference.Difference, difference.Metric),
                string.Create(CultureInfo.InvariantCulture, $"{difference.Greater}/{difference.Difference.Count - difference.Greater - difference.Smaller}/{difference.Smaller}"), Verdict(difference),
            ])],
            column => column is 0 or 1 or 4);
    }

    private static string Tests(ColumnSummary column) =>
        (column.Values.Count == 0 ? 0 : column.Values.Values.Max(values => values.Count)).ToString(CultureInfo.InvariantCulture);

    private static string TooFew(Interval interval) => FormattableString.Invariant($"(n = {interval.Count}: too few for an interval)");

    private static string Sign(double value) => value > 0 ? "+" : "";
}
