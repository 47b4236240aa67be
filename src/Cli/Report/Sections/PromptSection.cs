using ReCorD.Agents.Runs;
using ReCorD.Diffusion.Prompts;

namespace ReCorD.Cli.Report.Sections;

/// <summary>The text as typed and the interactions that the prompt agent read from it.</summary>
internal sealed class PromptSection : IReportSection
{
    public bool Applies(ReportContent content) => content.Record.PromptReading is not null;

    public void Write(ReportContent content, HtmlBuilder html) => html.Element("section", () =>
    {
        PromptReadingRecord reading = content.Record.PromptReading!;
        html.Element("h2", null, "Reading of the prompt");
        html.Element("blockquote", null, reading.Text);
        if (reading.Interactions.Count > 0)
        {
            html.Element("ol", "interactions", () =>
            {
                foreach ((int index, Interaction one) in reading.Interactions.Index())
                {
                    html.Element("li", () => WriteInteraction(html, one, reading.Interactions.Count > 1 && index + 1 == reading.Corrected));
                }
            });
        }

        Reasoning.Write(html, reading.Reasoning, reading.Fallback, reading.Attempts);
    });

    private static void WriteInteraction(HtmlBuilder html, Interaction one, bool corrected)
    {
        html.Element("span", "word subject", one.Subject).Text(" ");
        html.Element("span", "word verb", one.Verb).Text(" ");
        html.Element("span", "word object", one.Object);
        if (one.Scene is { } scene)
        {
            html.Element("span", "quiet", $" {scene}");
        }

        if (corrected)
        {
            html.Element("span", "badge yes", "corrected");
        }
    }
}
