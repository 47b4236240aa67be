using ReCorD.Cli.Experiments.Report.Drawing;
using ReCorD.Cli.Report;
using ReCorD.Experiments.Statistics;
using ReCorD.Experiments.Tasks;

namespace ReCorD.Cli.Experiments.Report.Sections;

/// <summary>The mean of each metric with its interval, one row for each column.</summary>
internal sealed class MeansSection : IExperimentSection
{
    public bool Applies(ExperimentContent content) => content.Metrics.Count > 0;

    public void Write(ExperimentContent content, HtmlBuilder html) => html.Element("section", "result", () =>
    {
        html.Element("h2", null, "Means");
        foreach (MetricInfo metric in content.Metrics)
        {
            html.Element("h3", () =>
            {
                html.Text(metric.Title);
                if (metric.Better != MetricDirection.None)
                {
                    html.Element("span", "quiet", metric.Better == MetricDirection.Higher ? " more is better" : " less is better");
                }
            });
            IntervalPlot.Write(html, [.. content.Summary.Columns.Where(column => column.Metrics.ContainsKey(metric.Name)).Select(column => Row(column, metric))]);
        }
    });

    private static IntervalPlot.Row Row(ColumnSummary column, MetricInfo metric) =>
        new(column.Label, column.Metrics[metric.Name], SummaryPrinter.Text(column.Metrics[metric.Name], metric));
}
