using ReCorD.Cli.Report;
using ReCorD.Experiments.Matrix;
using ReCorD.Experiments.Statistics;
using ReCorD.Experiments.Tasks;

namespace ReCorD.Cli.Experiments.Report.Sections;

/// <summary>The leading metric of every test and column, folded away until asked for.</summary>
internal sealed class TestsSection : IExperimentSection
{
    public bool Applies(ExperimentContent content) => content.Leading is not null;

    public void Write(ExperimentContent content, HtmlBuilder html) => html.Element("section", () =>
    {
        MetricInfo metric = content.Leading!;
        PlanItem[] tests = [.. content.Summary.Plan.Items.DistinctBy(item => item.Test)];
        html.Element("h2", null, "All tests");
        html.Element("details", () =>
        {
            html.Element("summary", null, $"{metric.Title} of {Format.Whole(tests.Length)} tests");
            html.Element("div", "wide", () => html.Element("table", "tests", () => WriteTable(content, html, metric, tests)));
        });
    });

    private static void WriteTable(ExperimentContent content, HtmlBuilder html, MetricInfo metric, PlanItem[] tests)
    {
        html.Element("tr", () =>
        {
            html.Element("th", null, "test");
            foreach (ColumnSummary column in content.Summary.Columns)
            {
                html.Element("td", null, column.Label);
            }
        });
        foreach (PlanItem test in tests)
        {
            html.Element("tr", () =>
            {
                html.Element("th", null, test.Title);
                foreach (ColumnSummary column in content.Summary.Columns)
                {
                    bool known = column.Values.TryGetValue(metric.Name, out IReadOnlyDictionary<int, double>? values) && values.ContainsKey(test.Test);
                    html.Element("td", null, known ? SummaryPrinter.Number(values![test.Test], metric) : "-");
                }
            });
        }
    }
}
