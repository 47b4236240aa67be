using ReCorD.Agents.Runs;

namespace ReCorD.Cli.Report.Sections;

/// <summary>What each agent asked of which model, and what it paid for the answers.</summary>
internal sealed class UsageSection : IReportSection
{
    public bool Applies(ReportContent content) => content.Record.Usage is { Count: > 0 };

    public void Write(ReportContent content, HtmlBuilder html) => html.Element("section", () =>
    {
        html.Element("h2", null, "What the agents paid");
        html.Element("table", () =>
        {
            WriteRow(html, "th", ["agent", "model", "requests", "failed", "from the cache", "repeats", "tokens sent", "tokens received", "money", "waited"]);
            foreach (AgentUsage usage in content.Record.Usage!)
            {
                WriteRow(html, "td",
                [
                    usage.Agent, usage.Model is { } model ? $"{usage.Provider}, {model}" : usage.Provider, Format.Whole(usage.Calls), Format.Whole(usage.Failures), Format.Whole(usage.CacheHits),
                    Format.Whole(usage.Retries), Format.Whole(usage.InputTokens), Format.Whole(usage.OutputTokens), usage.Cost is { } cost ? Format.Short(cost) : "not known", Format.Seconds(usage.Seconds),
                ]);
            }
        });
    });

    private static void WriteRow(HtmlBuilder html, string cell, IReadOnlyList<string> texts) => html.Element("tr", () =>
    {
        foreach (string text in texts)
        {
            html.Element(cell, null, text);
        }
    });
}
