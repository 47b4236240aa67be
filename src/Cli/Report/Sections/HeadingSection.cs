using System.Globalization;
using System.Text.RegularExpressions;
using ReCorD.Agents.Runs;

namespace ReCorD.Cli.Report.Sections;

/// <summary>The prompt, its words coloured by the part they play, and the run in one line.</summary>
internal sealed class HeadingSection : IReportSection
{
    /// <summary>Characters from which on a prompt is set like text, not like a title.</summary>
    private const int LongPrompt = 120;

    public bool Applies(ReportContent content) => true;

    public void Write(ReportContent content, HtmlBuilder html) => html.Element("header", () =>
    {
        RunRecord record = content.Record;
        html.Element("p", "brand", "ReCorD");
        html.Element("h1", record.Prompt.Text.Length > LongPrompt ? "long" : null, () => WritePrompt(html, record.Prompt));
        html.Element("p", "facts", string.Join("  ·  ", Facts(record)));
    });

    private static IEnumerable<string> Facts(RunRecord record)
    {
        yield return record.Settings.Method == "record" ? $"record / {record.Settings.Profile}" : record.Settings.Method;
        yield return record.Model.Name;
        yield return $"seed {Format.Whole(record.Settings.Seed)}";
        yield return $"{Format.Whole(record.Settings.Steps)} steps";
        if (record.Started is { } started)
        {
            yield return started.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        }
    }

    private static void WritePrompt(HtmlBuilder html, PromptRecord prompt)
    {
        int position = 0;
        foreach ((int start, int length, string role) in Roles(prompt))
        {
            html.Text(prompt.Text[position..start]);
            html.Element("span", [("class", $"word {role}"), ("title", role)], () => html.Text(prompt.Text.Substring(start, length)));
            position = start + length;
        }

        html.Text(prompt.Text[position..]);
    }

    /// <summary>Where subject, verb and object stand in the sentence; each is looked for after the one before it, as whole words.</summary>
    private static IEnumerable<(int Start, int Length, string Role)> Roles(PromptRecord prompt)
    {
        int from = 0;
        foreach ((string? words, string role) in new[] { (prompt.Subject, "subject"), (prompt.Verb, "verb"), (prompt.Object, "object") })
        {
            if (string.IsNullOrWhiteSpace(words))
            {
                continue;
            }

            Match match = new Regex($@"(?<!\w){Regex.Escape(words)}(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant).Match(prompt.Text, from);
            if (match.Success)
            {
                yield return (match.Index, match.Length, role);
                from = match.Index + match.Length;
            }
        }
    }
}
