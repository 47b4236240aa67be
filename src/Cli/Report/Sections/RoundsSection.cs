using ReCorD.Agents.Runs;
using ReCorD.Cli.Report.Drawing;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Cli.Report.Sections;

/// <summary>The pictures of all rounds side by side, with what was changed, how they measure and what the critic said.</summary>
internal sealed class RoundsSection : IReportSection
{
    public bool Applies(ReportContent content) => content.Record.Rounds is { Items.Count: > 0 };

    public void Write(ReportContent content, HtmlBuilder html) => html.Element("section", () =>
    {
        RoundsRecord rounds = content.Record.Rounds!;
        html.Element("h2", null, "Rounds");
        html.Element("div", "grid rounds", () =>
        {
            foreach (RoundRecord round in rounds.Items)
            {
                WriteRound(content, round, round.Number == rounds.Kept, html);
            }
        });
        html.Element("p", "legend", () =>
        {
            html.Element("span", "key target", "where the object should be");
            html.Element("span", "key before", "where its attention says it is");
        });
        WriteTable(rounds, html);
        foreach (RoundRecord round in rounds.Items)
        {
            WriteCritique(round, html);
        }
    });

    private static void WriteRound(ReportContent content, RoundRecord round, bool kept, HtmlBuilder html)
    {
        if (content.Round(round.Number) is not { } picture)
        {
            html.Element("figure", () =>
            {
                html.Element("div", "frame missing", () => html.Element("p", "quiet", "Not drawn again in this repeat."));
                html.Element("figcaption", () => WriteCaption(round, kept, html));
            });
            return;
        }

        SceneDrawing.Figure(
            html,
            picture,
            $"Round {Format.Whole(round.Number)}",
            () =>
            {
                SceneDrawing.Box(html, round.ObjectBox, "before");
                SceneDrawing.Box(html, round.Layout?.Box, "target");
            },
            () => WriteCaption(round, kept, html),
            kept ? "chosen" : null);
    }

    private static void WriteCaption(RoundRecord round, bool kept, HtmlBuilder html)
    {
        html.Element("strong", null, $"Round {Format.Whole(round.Number)}");
        html.Element("span", "quiet", $" {RoundChanges.Title(round.Change.Kind)}");
        if (kept)
        {
            html.Element("span", "badge yes", "kept");
        }
    }

    /// <summary>One column a round, one row a question.</summary>
    private static void WriteTable(RoundsRecord rounds, HtmlBuilder html) => html.Element("div", "wide", () => html.Element("table", "scores", () =>
    {
        Row(html, "th", "", rounds.Items.Select(round => $"round {Format.Whole(round.Number)}"));
        foreach (string question in CritiqueQuestions.Names)
        {
            Row(html, "td", question, rounds.Items.Select(round => round.Critique.Answers.FirstOrDefault(answer => answer.Question == question) is { } answer ? Format.Two(answer.Score) : "–"));
        }

        Row(html, "td", "score", rounds.Items.Select(round => round.Critique.Score is { } score ? Format.Two(score) : "–"), "total");
        Row(html, "td", "object attention in the box", rounds.Items.Select(round => round.Measures.AttentionShare is { } share ? Format.Percent(share) : "–"));
        Row(html, "td", "overlap with the box (IoU)", rounds.Items.Select(round => round.Measures.BoxIou is { } iou ? Format.Two(iou) : "–"));
    }));

    private static void Row(HtmlBuilder html, string cell, string name, IEnumerable<string> values, string? cssClass = null) => html.Element("tr", cssClass, () =>
    {
        html.Element("th", null, name);
        foreach (string value in values)
        {
            html.Element(cell, null, value);
        }
    });

    private static void WriteCritique(RoundRecord round, HtmlBuilder html)
    {
        html.Element("h3", null, $"Round {Format.Whole(round.Number)}: {(round.Critique.Accepted ? "accepted" : "not accepted")}");
        if (round.Change.Kind != RoundChangeKinds.None)
        {
            html.Element("p", null, $"Changed: {RoundChanges.Title(round.Change.Kind)}. {round.Change.Reason}");
        }

        if (round.Critique.Answers.Count > 0)
        {
            html.Element("dl", "attributes", () =>
            {
                foreach (CritiqueAnswer answer in round.Critique.Answers)
                {
                    html.Element("dt", null, answer.Question);
                    html.Element("dd", null, answer.Reason);
                }
            });
        }

        Reasoning.Write(html, "", round.Critique.Fallback, round.Critique.Attempts);
        if (round.Critique.Change is { Kind: not RoundChangeKinds.None } asked)
        {
            html.Element("p", "quiet", $"Asked for: {RoundChanges.Title(asked.Kind)}. {asked.Reason}");
        }
    }
}
