using ReCorD.Agents.Runs;

namespace ReCorD.Cli.Report.Sections;

/// <summary>What each agent asked of which model, and what it paid for the answers.</summary>
internal sealed class UsageSection : IReportSection
{
    private static readonly string[] Titles = ["agent", "model", "requests", "failed", "from the cache", "repeats", "tokens sent", "tokens received", "money", "waited"];

    public bool Applies(ReportContent content) => content.Record.Usage is { Count: > 0 };

    public void Write(ReportContent content, HtmlBuilder html) => html.Element("section", () =>
    {
        html.Element("h2", null, "What the agents paid");
        html.Element("table", "usage", () =>
        {
            html.Element("tr", () =>
            {
                foreach (string title in Titles)
                {
                    html.Element("th", null, title);
                }
            });
            foreach (AgentUsage usage in content.Record.Usage!)
            {
                WriteRow(html,
                [
                    usage.Agent, usage.Model is { } model ? $"{usage.Provider}, {model}" : usage.Provider, Format.Whole(usage.Calls), Format.Whole(usage.Failures), Format.Whole(usage.CacheHits),
                    Format.Whole(usage.Retries), Format.Whole(usage.InputTokens), Format.Whole(usage.OutputTokens), usage.Cost is { } cost ? Format.Short(cost) : "not known", Format.Seconds(usage.Seconds),
                ]);
            }
        });
    });

    /// <summary>Each cell knows its title: on a phone the row of titles has no room, and the style sheet puts them beside the values.</summary>
    private static void WriteRow(HtmlBuilder html, IReadOnlyList<string> texts) => html.Element("tr", () =>
    {
        foreach ((string title, string text) in Titles.Zip(texts))
        {
            html.Element("td", [("data-title", title)], () => html.Text(text));
        }
    });
}
