using ReCorD.Cli.Experiments.Report.Sections;
using ReCorD.Cli.Report;
using ReCorD.Experiments.Results;
using ReCorD.Experiments.Statistics;

namespace ReCorD.Cli.Experiments.Report;

/// <summary>The report of an experiment, a page of its sections.</summary>
internal static class ExperimentPage
{
    private static readonly IExperimentSection[] Sections =
    [
        new SummarySection(),
        new MeansSection(),
        new DifferencesSection(),
        new HistogramSection(),
        new AssertionsSection(),
        new WorstCasesSection(),
        new TestsSection(),
        new MethodSection(),
    ];

    public static string Render(ExperimentSummary summary, ResultFolder folder)
    {
        ExperimentContent content = new(summary, folder);
        return HtmlPage.Render($"{summary.Plan.Description} - ReCorD", ["report.css", "experiment.css"], html =>
        {
            foreach (IExperimentSection section in Sections.Where(section => section.Applies(content)))
            {
                section.Write(content, html);
                html.Trusted("\n");
            }
        });
    }
}
