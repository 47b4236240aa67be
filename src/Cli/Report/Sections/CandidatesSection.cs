using ReCorD.Agents.Runs;
using ReCorD.Cli.Report.Drawing;

namespace ReCorD.Cli.Report.Sections;

/// <summary>All candidates with body and boxes drawn in, which was chosen, and why.</summary>
internal sealed class CandidatesSection : IReportSection
{
    public bool Applies(ReportContent content) => content.Record.Candidates.Count > 0 && content.Candidates.Count > 0 && content.Record.PoseChoice is not null;

    public void Write(ReportContent content, HtmlBuilder html) => html.Element("section", () =>
    {
        html.Element("h2", null, "Candidates");
        if (content.Record.Settings.PreviewStep is { } step && step < content.Record.Settings.Steps)
        {
            string rough = content.Record.Settings.RoughSteps is { } steps ? $"As {Format.Whole(steps)} long steps show them" : "As predicted";
            html.Element("p", null, $"{rough} from step {Format.Whole(step)} of {Format.Whole(content.Record.Settings.Steps)}; only one picture was drawn to its end.");
        }

        html.Element("div", "grid", () =>
        {
            foreach (CandidateRecord candidate in content.Record.Candidates.Where(candidate => candidate.Index < content.Candidates.Count))
            {
                WriteCandidate(content, candidate, html);
            }
        });
        html.Element("p", "legend", () =>
        {
            html.Element("span", "key person", "person and body");
            html.Element("span", "key object", "object, from its attention");
        });
        if (content.Record.PoseChoice is { } choice)
        {
            html.Element("h3", null, $"Why candidate {Format.Whole(choice.Index)}");
            Reasoning.Write(html, choice.Reasoning, choice.Fallback, choice.Attempts);
        }
    });

    private static void WriteCandidate(ReportContent content, CandidateRecord candidate, HtmlBuilder html)
    {
        bool chosen = candidate.Index == content.Record.PoseChoice?.Index;
        SceneDrawing.Figure(
            html,
            content.Candidates[candidate.Index],
            $"Candidate {Format.Whole(candidate.Index)}",
            () =>
            {
                SceneDrawing.Box(html, candidate.Pose?.PersonBox, "person");
                SceneDrawing.Box(html, candidate.ObjectBox, "object");
                SceneDrawing.Body(html, candidate.Pose);
            },
            () =>
            {
                html.Element("strong", null, $"{Format.Whole(candidate.Index)}");
                html.Element("span", "quiet", $" seed {Format.Whole(candidate.Seed)}");
                if (chosen)
                {
                    html.Element("span", "badge yes", "chosen");
                }

                if (candidate.Pose is null)
                {
                    html.Element("span", "badge no", "no person found");
                }
            },
            chosen ? "chosen" : null);
    }
}
