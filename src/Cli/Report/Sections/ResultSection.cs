using ReCorD.Agents.Runs;
using ReCorD.Cli.Report.Drawing;

namespace ReCorD.Cli.Report.Sections;

/// <summary>The picture; before and after side by side where it was corrected, with the numbers that say whether it helped.</summary>
internal sealed class ResultSection : IReportSection
{
    public bool Applies(ReportContent content) => true;

    public void Write(ReportContent content, HtmlBuilder html) => html.Element("section", "result", () =>
    {
        if (content.Record.Correction is { } correction && content.Before is { } before)
        {
            WriteComparison(content, correction, before, html);
        }
        else
        {
            html.Element("div", "pair single", () => Picture(html, content.Image, "Result", content.Record.Prompt.Text));
        }

        WriteCheck(content.Record, html);
    });

    private static void WriteComparison(ReportContent content, CorrectionRecord correction, string before, HtmlBuilder html)
    {
        html.Element("div", "pair", () =>
        {
            Picture(html, before, "Before", "The chosen candidate");
            Picture(html, content.Image, "After correction", content.Record.Prompt.Text);
        });
        html.Element("dl", "measures", () =>
        {
            Measure(html, "Object attention in the box", Format.Percent(correction.ShareBefore), Format.Percent(correction.ShareAfter), correction.ShareAfter - correction.ShareBefore);
            Measure(html, "Overlap with the box (IoU)", Format.Two(correction.IouBefore), Format.Two(correction.IouAfter), correction.IouAfter - correction.IouBefore);
        });
    }

    private static void Picture(HtmlBuilder html, string image, string title, string description)
        => SceneDrawing.Figure(html, image, description, () => { }, () => html.Text(title));

    private static void Measure(HtmlBuilder html, string name, string before, string after, double gain) => html.Element("div", () =>
    {
        html.Element("dt", null, name);
        html.Element("dd", () =>
        {
            html.Element("span", "was", before);
            html.Element("span", "arrow", "→");
            html.Element("strong", Math.Abs(gain) < 0.005 ? null : gain > 0 ? "better" : "worse", after);
        });
    });

    private static void WriteCheck(RunRecord record, HtmlBuilder html)
    {
        if (record.ChangeCheck is { } check)
        {
            html.Element("p", "check", () =>
            {
                html.Element("span", check.Corrected ? "badge yes" : "badge no", check.Corrected ? "corrected" : "left as it was");
                html.Text($" {check.Reason}");
            });
        }
    }
}
