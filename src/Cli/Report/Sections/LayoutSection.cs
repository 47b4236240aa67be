using ReCorD.Agents.Runs;
using ReCorD.Cli.Report.Drawing;

namespace ReCorD.Cli.Report.Sections;

/// <summary>Where the object was, where the layout agent wants it, what it saw, and why.</summary>
internal sealed class LayoutSection : IReportSection
{
    public bool Applies(ReportContent content) => content.Record.Layout is not null && content.Before is not null;

    public void Write(ReportContent content, HtmlBuilder html) => html.Element("section", () =>
    {
        LayoutRecord layout = content.Record.Layout!;
        html.Element("h2", null, "Layout");
        html.Element("div", "aside-picture", () =>
        {
            WritePicture(content, layout, html);
            html.Element("div", () =>
            {
                html.Element("p", "legend", () =>
                {
                    html.Element("span", "key before", $"before{(content.Chosen?.ObjectBox is { } box ? $" [{Format.Box(box)}]" : "")}");
                    html.Element("span", "key target", $"target [{(layout.Box is { } target ? Format.Box(target) : "none")}]");
                    if (content.Chosen?.Pose is not null)
                    {
                        html.Element("span", "key person", "person");
                    }
                });
                WriteAttributes(layout, html);
                Reasoning.Write(html, layout.Reasoning, layout.Fallback, layout.Attempts);
            });
        });
    });

    private static void WritePicture(ReportContent content, LayoutRecord layout, HtmlBuilder html) => SceneDrawing.Figure(
        html,
        content.Before!,
        "The chosen candidate with the object's old and new box",
        () =>
        {
            SceneDrawing.Box(html, content.Chosen?.Pose?.PersonBox, "person");
            SceneDrawing.Body(html, content.Chosen?.Pose);
            SceneDrawing.Box(html, content.Chosen?.ObjectBox, "before");
            SceneDrawing.Box(html, layout.Box, "target");
        });

    private static void WriteAttributes(LayoutRecord layout, HtmlBuilder html)
    {
        if (layout.Attributes.Count > 0)
        {
            html.Element("dl", "attributes", () =>
            {
                foreach ((string name, string value) in layout.Attributes)
                {
                    html.Element("dt", null, name.Replace('_', ' '));
                    html.Element("dd", null, value);
                }
            });
        }
    }
}
