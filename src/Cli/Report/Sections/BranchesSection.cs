using ReCorD.Agents.Runs;
using ReCorD.Cli.Report.Drawing;

namespace ReCorD.Cli.Report.Sections;

/// <summary>How a planner drove the run: its last word, and the pictures it chose from side by side.</summary>
internal sealed class BranchesSection : IReportSection
{
    public bool Applies(ReportContent content) => content.Record.Planning is not null;

    public void Write(ReportContent content, HtmlBuilder html) => html.Element("section", () =>
    {
        PlanningRecord planning = content.Record.Planning!;
        html.Element("h2", null, "Planner");
        if (planning.Summary is { } summary)
        {
            html.Element("p", null, summary);
        }
        else
        {
            html.Element("p", () =>
            {
                html.Element("span", "badge no", "not finished");
                html.Text(" The planner never said which picture to keep; the program completed the run.");
            });
        }

        html.Element("p", "quiet", $"{Count(planning.Calls, "tool call")}, {Count(planning.Steps, "denoising step")}, {Count(planning.Branches.Count, "picture")}.");
        if (planning.Branches.Count > 1)
        {
            html.Element("div", "grid", () =>
            {
                foreach ((BranchRecord branch, int place) in planning.Branches.Select((branch, place) => (branch, place)))
                {
                    WriteBranch(content, branch, place, html);
                }
            });
            html.Element("p", "legend", () => html.Element("span", "key target", "where the object was to be"));
        }
    });

    private static void WriteBranch(ReportContent content, BranchRecord branch, int place, HtmlBuilder html)
    {
        // A repeat draws the kept branch only.
        if ((content.Branches.ElementAtOrDefault(place) ?? (branch.Kept ? content.Image : null)) is { } picture)
        {
            SceneDrawing.Figure(html, picture, $"Branch {Format.Whole(branch.Index)}", () => SceneDrawing.Box(html, branch.Box, "target"), () => WriteCaption(branch, html), branch.Kept ? "chosen" : null);
        }
        else
        {
            html.Element("div", () =>
            {
                WriteCaption(branch, html);
                html.Element("p", "quiet", "Not drawn again in this repeat.");
            });
        }
    }

    private static void WriteCaption(BranchRecord branch, HtmlBuilder html)
    {
        html.Element("strong", null, Format.Whole(branch.Index));
        html.Element("span", "quiet", $" candidate {Format.Whole(branch.Candidate)}, {(branch.Corrected ? "corrected" : "left as it was")}, box [{Format.Box(branch.Box)}]");
        html.Element("span", null, $"attention in the box {Format.Percent(branch.ShareAfter)}, overlap {Format.Two(branch.IouAfter)}");
        if (branch.Kept)
        {
            html.Element("span", "badge yes", "kept");
        }
    }

    private static string Count(int number, string thing) => $"{Format.Whole(number)} {thing}{(number == 1 ? "" : "s")}";
}
