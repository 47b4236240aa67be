using System.CommandLine;
using ReCorD.Cli.Application;
using ReCorD.Cli.CommandLine;
using ReCorD.Experiments.Results;
using ReCorD.Experiments.Statistics;

namespace ReCorD.Cli.Experiments;

/// <summary><c>record experiment report</c>: makes table and page anew from the results of a folder.</summary>
internal sealed class ExperimentReportCommand(CommandServices services)
{
    private readonly Argument<string> _folder = new("folder") { Description = "Folder with the results of an experiment." };
    private readonly Option<bool> _json = CommonOptions.Json("Print the statistics as one JSON object.");

    public Command Create()
    {
        Command command = new("report", "Make table and report of an experiment anew from its results.") { _folder, _json };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parse)
    {
        ResultFolder folder = new(services.Paths.Resolve(parse.GetRequiredValue(_folder)));
        ExperimentSummary summary = SummaryBuilder.Build(folder.ReadPlan(), ResultLog.Read(folder, out _));
        return ExperimentResults.Show(services, summary, folder, parse.GetValue(_json));
    }
}
