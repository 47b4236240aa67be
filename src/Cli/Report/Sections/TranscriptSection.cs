using ReCorD.Agents.Runs;

namespace ReCorD.Cli.Report.Sections;

/// <summary>What was said between the program and the chat model, folded away until asked for.</summary>
internal sealed class TranscriptSection : IReportSection
{
    public bool Applies(ReportContent content) => content.Record.Transcript.Count > 0;

    public void Write(ReportContent content, HtmlBuilder html) => html.Element("section", () =>
    {
        html.Element("h2", null, "Conversation");
        html.Element("details", () =>
        {
            RunSettings settings = content.Record.Settings;
            html.Element("summary", null, $"{Format.Whole(content.Record.Transcript.Count)} messages with {AgentProviderRecord.Describe(settings.Provider, settings.AgentProviders)}");
            foreach (TranscriptEntry entry in content.Record.Transcript)
            {
                WriteEntry(entry, html);
            }
        });
    });

    private static void WriteEntry(TranscriptEntry entry, HtmlBuilder html) => html.Element("article", $"message {CssName(entry.Role)}", () =>
    {
        html.Element("p", "who", () =>
        {
            html.Element("strong", null, entry.Role);
            html.Element("span", "quiet", $" {entry.Agent}{(entry.Images > 0 ? $" · {Format.Whole(entry.Images)} {(entry.Images == 1 ? "image" : "images")}" : "")}");
            if (entry.Tool is not null)
            {
                html.Element("code", null, entry.Tool);
            }
        });
        if (entry.Arguments is { Length: > 0 })
        {
            html.Element("pre", null, entry.Arguments);
        }

        if (entry.Text.Length > 0)
        {
            html.Element("pre", null, entry.Text);
        }
    });

    /// <summary>Roles are chosen by our own code, but the record may come from elsewhere.</summary>
    private static string CssName(string role) => role is "system" or "user" or "assistant" or "tool" ? role : "other";
}
