using ReCorD.Cli.Report.Drawing;
using ReCorD.Diffusion.Methods;

namespace ReCorD.Cli.Report.Sections;

/// <summary>How the box loss, its terms and the attention inside the box went over the guided steps.</summary>
internal sealed class LossSection : IReportSection
{
    public bool Applies(ReportContent content) => content.Record.Correction is { Steps.Count: > 0 };

    public void Write(ReportContent content, HtmlBuilder html) => html.Element("section", () =>
    {
        IReadOnlyList<GuidanceStep> steps = content.Record.Correction!.Steps;
        html.Element("h2", null, "Loss over the guided steps");
        List<CurveChart.Series> series = [new("loss", [.. steps.Select(step => step.Loss)])];
        series.AddRange(steps.SelectMany(step => step.Terms.Keys).Distinct().Select(term =>
            new CurveChart.Series(term, [.. steps.Select(step => step.Terms.GetValueOrDefault(term))])));
        series.Add(new("attention inside the box", [.. steps.Select(step => step.ShareInside)]));
        CurveChart.Write(html, [.. steps.Select(step => step.Step)], series, $"Loss from {Format.Two(steps[0].Loss)} to {Format.Two(steps[^1].Loss)} over {steps.Count} steps");
    });
}
