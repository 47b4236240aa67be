namespace ReCorD.Cli.Report.Sections;

/// <summary>An agent's reasoning as paragraphs, with a note where its answer could not be used.</summary>
internal static class Reasoning
{
    public static void Write(HtmlBuilder html, string reasoning, string? fallback, int attempts)
    {
        html.Element("div", "reasoning", () =>
        {
            foreach (string paragraph in reasoning.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                html.Element("p", null, paragraph);
            }
        });
        if (fallback is not null)
        {
            html.Element("p", () =>
            {
                html.Element("span", "badge no", "fallback");
                html.Text($" {fallback}");
            });
        }

        if (attempts > 1 && fallback is null)
        {
            html.Element("p", "quiet", $"Answered at attempt {Format.Whole(attempts)}.");
        }
    }
}
