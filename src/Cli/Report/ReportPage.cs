using ReCorD.Cli.Report.Sections;

namespace ReCorD.Cli.Report;

/// <summary>The report of a run, a page of its sections.</summary>
internal static class ReportPage
{
    private static readonly IReportSection[] Sections =
    [
        new HeadingSection(),
        new WarningsSection(),
        new ResultSection(),
        new PromptSection(),
        new RoundsSection(),
        new BranchesSection(),
        new CandidatesSection(),
        new LayoutSection(),
        new AttentionSection(),
        new LossSection(),
        new TranscriptSection(),
        new UsageSection(),
        new SettingsSection(),
    ];

    public static string Render(ReportContent content) => HtmlPage.Render($"{content.Record.Prompt.Text} - ReCorD", ["report.css"], html =>
    {
        foreach (IReportSection section in Sections.Where(section => section.Applies(content)))
        {
            section.Write(content, html);
            html.Trusted("\n");
        }
    });
}
