using ReCorD.Agents.Runs;
using ReCorD.Cli.Report.Drawing;
using ReCorD.Compute.Imaging;

namespace ReCorD.Cli.Report.Sections;

/// <summary>The object's attention: before and after the correction on one scale, else the candidates' maps.</summary>
internal sealed class AttentionSection : IReportSection
{
    public bool Applies(ReportContent content)
        => content.Record.Correction is not null || content.Record.Candidates.Any(candidate => candidate.ObjectAttention is not null);

    public void Write(ReportContent content, HtmlBuilder html) => html.Element("section", () =>
    {
        html.Element("h2", null, "Attention of the object");
        if (content.Record.Correction is { } correction)
        {
            WriteCorrection(content, correction, html);
        }
        else
        {
            WriteCandidates(content, html);
        }

        html.Element("p", "scale", () =>
        {
            html.Element("span", "quiet", "little");
            html.Element("span", "ramp", "");
            html.Element("span", "quiet", "much attention");
        });
    });

    private static void WriteCorrection(ReportContent content, CorrectionRecord correction, HtmlBuilder html)
    {
        // One scale for both, or the eye would compare colours that mean different numbers.
        double maximum = Math.Max(correction.AttentionBefore.Maximum, correction.AttentionAfter.Maximum);
        html.Element("div", "pair", () =>
        {
            Map(content, html, new Shown(content.Before ?? content.Image, correction.AttentionBefore, correction.Target, correction.ObjectBoxBefore, $"Before: {Format.Percent(correction.ShareBefore)} inside the box"), maximum);
            Map(content, html, new Shown(content.Image, correction.AttentionAfter, correction.Target, correction.ObjectBoxAfter, $"After: {Format.Percent(correction.ShareAfter)} inside the box"), maximum);
        });
        html.Element("p", "legend", () =>
        {
            html.Element("span", "key target", "target box");
            html.Element("span", "key before", "where the map says the object is");
        });
    }

    private static void WriteCandidates(ReportContent content, HtmlBuilder html) => html.Element("div", "grid", () =>
    {
        foreach (CandidateRecord candidate in content.Record.Candidates)
        {
            if (candidate.ObjectAttention is { } map && candidate.Index < content.Candidates.Count)
            {
                Map(content, html, new Shown(content.Candidates[candidate.Index], map, null, candidate.ObjectBox, $"Candidate {Format.Whole(candidate.Index)}"), map.Maximum);
            }
        }
    });

    private static void Map(ReportContent content, HtmlBuilder html, Shown shown, double maximum) => SceneDrawing.Figure(
        html,
        shown.Picture,
        shown.Caption,
        () =>
        {
            SceneDrawing.Box(html, shown.Found, "before");
            SceneDrawing.Box(html, shown.Target, "target");
        },
        () => html.Text(shown.Caption),
        heatMap: content.HeatAddress(shown.Map, maximum));

    /// <summary>One map over the picture it belongs to.</summary>
    private sealed record Shown(string Picture, ScalarMap Map, Box? Target, Box? Found, string Caption);
}
