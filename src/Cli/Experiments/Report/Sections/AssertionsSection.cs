using ReCorD.Cli.Report;
using ReCorD.Experiments.Statistics;

namespace ReCorD.Cli.Experiments.Report.Sections;

/// <summary>Assertions that do not hold.</summary>
internal sealed class AssertionsSection : IExperimentSection
{
    private const int Most = 50;

    public bool Applies(ExperimentContent content) => content.Summary.Broken > 0;

    public void Write(ExperimentContent content, HtmlBuilder html) => html.Element("section", () =>
    {
        html.Element("h2", null, "Assertions that do not hold");
        html.Element("table", () =>
        {
            foreach (ItemSummary item in content.Summary.Items.Where(item => item.Problems.Count > 0).Take(Most))
            {
                html.Element("tr", () =>
                {
                    html.Element("th", null, item.Item.Title);
                    html.Element("td", null, content.Summary.Plan.Columns[item.Item.Column]);
                    html.Element("td", null, string.Join("; ", item.Problems));
                });
            }
        });
        if (content.Summary.Broken > Most)
        {
            html.Element("p", "quiet", $"and {Format.Whole(content.Summary.Broken - Most)} more in results.jsonl");
        }
    });
}
