using System.CommandLine;
using ReCorD.Cli.Application;
using ReCorD.Cli.Configuration;

namespace ReCorD.Cli.Experiments;

/// <summary><c>record experiment</c>: prompts, models and settings compared with statistics.</summary>
internal sealed class ExperimentCommand(CommandServices services, ConfigurationLoader configuration, RunResources resources)
{
    public Command Create() => new("experiment", "Compare prompts, chat models and settings over many tests, with statistics.")
    {
        new ExperimentRunCommand(services, configuration).Create(),
        new ExperimentValidateCommand(services, configuration).Create(),
        new ExperimentReportCommand(services).Create(),
        new ExperimentCollectCommand(services, configuration, resources).Create(),
    };
}
