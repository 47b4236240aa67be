using ReCorD.Cli.Experiments.Report.Drawing;
using ReCorD.Cli.Report;
using ReCorD.Experiments.Statistics;

namespace ReCorD.Cli.Experiments.Report.Sections;

/// <summary>How the columns differ from the first, test by test.</summary>
internal sealed class DifferencesSection : IExperimentSection
{
    public bool Applies(ExperimentContent content) => content.Summary.Differences.Count > 0;

    public void Write(ExperimentContent content, HtmlBuilder html) => html.Element("section", () =>
    {
        html.Element("h2", null, "Paired differences");
        html.Element("p", "quiet", $"Each value less that of '{content.Summary.Plan.Columns[0]}' on the same test. Where the interval leaves out zero, chance hardly explains the difference.");
        foreach (IGrouping<string, MetricDifference> metric in content.Summary.Differences.GroupBy(difference => difference.Metric.Title))
        {
            html.Element("h3", null, metric.Key);
            IntervalPlot.Write(html, [.. metric.Select(Row)], marksZero: true);
        }
    });

    private static IntervalPlot.Row Row(MetricDifference difference) => new(
        difference.Column,
        difference.Difference,
        $"{SummaryPrinter.Signed(difference.Difference, difference.Metric)}; {SummaryPrinter.Verdict(difference)} ({Format.Whole(difference.Greater)} greater, {Format.Whole(difference.Smaller)} smaller of {Format.Whole(difference.Difference.Count)})",
        difference.Verdict switch { > 0 => "better", < 0 => "worse", _ => null });
}
