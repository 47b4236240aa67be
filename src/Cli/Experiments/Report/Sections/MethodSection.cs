using System.Globalization;
using ReCorD.Cli.Report;
using ReCorD.Experiments.Statistics;

namespace ReCorD.Cli.Experiments.Report.Sections;

/// <summary>How the numbers were made.</summary>
internal sealed class MethodSection : IExperimentSection
{
    public bool Applies(ExperimentContent content) => content.Metrics.Count > 0;

    public void Write(ExperimentContent content, HtmlBuilder html) => html.Element("section", () =>
    {
        html.Element("h2", null, "How to read this");
        html.Element("p", null, string.Create(
            CultureInfo.InvariantCulture,
            $"Repetitions of a test are averaged first, so that a test counts once. Intervals hold the middle {Bootstrap.Confidence:P0} of the means of {Bootstrap.Resamples} samples drawn from the tests with replacement (percentile bootstrap); differences are drawn as pairs. The draws are seeded: the same results give the same intervals. With many metrics or variants, one in twenty intervals leaves out zero by chance. Of fewer than {Interval.FewestTests} tests no interval is given."));
        html.Element("pre", null, $"record experiment run {content.Summary.Plan.File}");
    });
}
