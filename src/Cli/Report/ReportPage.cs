using System.Reflection;
using ReCorD.Cli.Report.Sections;

namespace ReCorD.Cli.Report;

/// <summary>The report: one HTML file that needs nothing else, neither network nor scripts, on a phone as on a screen, in light and dark.</summary>
internal static class ReportPage
{
    private static readonly IReportSection[] Sections =
    [
        new HeadingSection(),
        new WarningsSection(),
        new ResultSection(),
        new BranchesSection(),
        new CandidatesSection(),
        new LayoutSection(),
        new AttentionSection(),
        new LossSection(),
        new TranscriptSection(),
        new UsageSection(),
        new SettingsSection(),
    ];

    public static string Render(ReportContent content)
    {
        HtmlBuilder html = new();
        html.Trusted("<!DOCTYPE html>\n");
        html.Element("html", [("lang", "en")], () =>
        {
            WriteHead(content, html);
            html.Element("body", () => html.Element("main", () =>
            {
                foreach (IReportSection section in Sections.Where(section => section.Applies(content)))
                {
                    section.Write(content, html);
                    html.Trusted("\n");
                }
            }));
        });
        return html.Trusted("\n").ToString();
    }

    private static void WriteHead(ReportContent content, HtmlBuilder html) => html.Element("head", () =>
    {
        html.Void("meta", ("charset", "utf-8"));
        html.Void("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        html.Void("meta", ("name", "color-scheme"), ("content", "light dark"));
        html.Element("title", null, $"{content.Record.Prompt.Text} - ReCorD");
        html.Element("style", () => html.Trusted(Style.Value));
    });

    private static Lazy<string> Style { get; } = new(() =>
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("report.css")
            ?? throw new InvalidOperationException("The style sheet report.css is not embedded in the program.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    });
}
