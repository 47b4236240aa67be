using ReCorD.Cli.Experiments.Report.Drawing;
using ReCorD.Cli.Report;
using ReCorD.Experiments.Statistics;
using ReCorD.Experiments.Tasks;

namespace ReCorD.Cli.Experiments.Report.Sections;

/// <summary>How values spread over the tests. Metrics that are only yes or no have nothing to spread.</summary>
internal sealed class HistogramSection : IExperimentSection
{
    public bool Applies(ExperimentContent content) => content.Metrics.Any(metric => Spreads(content, metric));

    public void Write(ExperimentContent content, HtmlBuilder html) => html.Element("section", () =>
    {
        html.Element("h2", null, "Spread over the tests");
        foreach (MetricInfo metric in content.Metrics.Where(metric => Spreads(content, metric)))
        {
            html.Element("h3", null, metric.Title);
            ColumnSummary[] columns = [.. content.Summary.Columns.Where(column => column.Values.ContainsKey(metric.Name))];
            ValueAxis axis = new(columns.SelectMany(column => column.Values[metric.Name].Values));
            int highest = columns.Max(column => Histogram.Count(column.Values[metric.Name].Values, axis).Max());
            html.Element("div", "histograms", () =>
            {
                foreach (ColumnSummary column in columns)
                {
                    Histogram.Write(html, column.Label, [.. column.Values[metric.Name].Values], axis, highest);
                }
            });
        }
    });

    private static bool Spreads(ExperimentContent content, MetricInfo metric) =>
        content.Summary.Columns.Any(column => column.Values.TryGetValue(metric.Name, out IReadOnlyDictionary<int, double>? values) && values.Count > 2 && values.Values.Any(value => value is not (0 or 1)));
}
