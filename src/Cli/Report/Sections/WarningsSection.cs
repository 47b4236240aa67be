namespace ReCorD.Cli.Report.Sections;

/// <summary>What the user should know.</summary>
internal sealed class WarningsSection : IReportSection
{
    public bool Applies(ReportContent content) => content.Record.Warnings.Count > 0;

    public void Write(ReportContent content, HtmlBuilder html) => html.Element("aside", "warnings", () =>
    {
        foreach (string warning in content.Record.Warnings)
        {
            html.Element("p", null, warning);
        }
    });
}
