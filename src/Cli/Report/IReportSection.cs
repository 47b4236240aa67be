namespace ReCorD.Cli.Report;

/// <summary>One part of the report. Adding one: implement it and list it in <see cref="ReportPage"/>.</summary>
internal interface IReportSection
{
    /// <summary>Whether the run has something to show here.</summary>
    bool Applies(ReportContent content);

    void Write(ReportContent content, HtmlBuilder html);
}
