using ReCorD.Cli.Report;
using ReCorD.Experiments.Statistics;

namespace ReCorD.Cli.Experiments.Report.Sections;

/// <summary>What the experiment is, and whether it is whole.</summary>
internal sealed class SummarySection : IExperimentSection
{
    private const int LongTitle = 60;

    public bool Applies(ExperimentContent content) => true;

    public void Write(ExperimentContent content, HtmlBuilder html)
    {
        ExperimentSummary summary = content.Summary;
        html.Element("header", () =>
        {
            html.Element("p", "brand", "ReCorD experiment");
            html.Element("h1", summary.Plan.Description.Length > LongTitle ? "long" : null, summary.Plan.Description);
            html.Element("p", "facts", string.Join("  ·  ", Facts(summary)));
        });
        string[] warnings = [.. Warnings(summary)];
        if (warnings.Length > 0)
        {
            html.Element("aside", "warnings", () =>
            {
                foreach (string warning in warnings)
                {
                    html.Element("p", null, warning);
                }
            });
        }
    }

    private static IEnumerable<string> Facts(ExperimentSummary summary)
    {
        yield return summary.Plan.Task;
        yield return summary.Plan.File;
        yield return $"{Format.Whole(summary.Plan.Items.Select(item => item.Test).Distinct().Count())} tests";
        yield return $"{Format.Whole(summary.Done)} of {Format.Whole(summary.Plan.Items.Count)} items";
        if (summary.Passed + summary.Broken > 0)
        {
            yield return $"{Format.Whole(summary.Passed)} passed, {Format.Whole(summary.Broken)} did not";
        }
    }

    private static IEnumerable<string> Warnings(ExperimentSummary summary)
    {
        int missing = summary.Plan.Items.Count - summary.Done - summary.Failed;
        if (missing > 0)
        {
            yield return $"{Format.Whole(missing)} items were not run yet; the same command goes on with them.";
        }

        if (summary.Failed > 0)
        {
            yield return $"{Format.Whole(summary.Failed)} items failed, the first with: {summary.Items.First(item => item.Result.Error is not null).Result.Error}";
        }

        if (summary.Foreign > 0)
        {
            yield return $"{Format.Whole(summary.Foreign)} earlier results belong to another form of the experiment and are left out.";
        }
    }
}
