using ReCorD.Cli.Report.Drawing;
using ReCorD.Diffusion.Methods;

namespace ReCorD.Cli.Report.Sections;

/// <summary>How the box loss, its terms and the attention inside the box went over the guided steps.</summary>
internal sealed class LossSection : IReportSection
{
    /// <summary>The terms of the box loss in words.</summary>
    private static readonly Dictionary<string, string> TermNames = new()
    {
        ["inner_mean_topk"] = "strongest cells inside",
        ["outer_mean_topk"] = "strongest cells outside",
        ["corner_x"] = "left and right edge",
        ["corner_y"] = "top and bottom edge",
    };

    public bool Applies(ReportContent content) => content.Record.Correction is { Steps.Count: > 0 };

    public void Write(ReportContent content, HtmlBuilder html) => html.Element("section", () =>
    {
        IReadOnlyList<GuidanceStep> steps = content.Record.Correction!.Steps;
        html.Element("h2", null, "Loss over the guided steps");
        html.Element("p", "quiet", "The lower the loss, the more of the object's attention lies in the target box; steps from left to right.");
        List<CurveChart.Series> series = [new("loss", [.. steps.Select(step => step.Loss)])];
        series.AddRange(steps.SelectMany(step => step.Terms.Keys).Distinct().Select(term =>
            new CurveChart.Series(TermNames.GetValueOrDefault(term, term), [.. steps.Select(step => step.Terms.GetValueOrDefault(term))])));
        series.Add(new("attention inside the box", [.. steps.Select(step => step.ShareInside)]));
        CurveChart.Write(html, [.. steps.Select(step => step.Step)], series, $"Loss from {Format.Two(steps[0].Loss)} to {Format.Two(steps[^1].Loss)} over {steps.Count} steps");
    });
}
