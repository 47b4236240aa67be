using System.CommandLine;
using ReCorD.Cli.Application;
using ReCorD.Cli.Configuration;
using ReCorD.Experiments.Matrix;
using ReCorD.Experiments.Results;

namespace ReCorD.Cli.Experiments;

/// <summary><c>record experiment validate</c>: reads an experiment file and checks every item of its matrix, without running any.</summary>
internal sealed class ExperimentValidateCommand(CommandServices services, ConfigurationLoader configuration)
{
    private readonly Argument<string> _file = new("file") { Description = "The experiment, a YAML file." };

    public Command Create()
    {
        Command command = new("validate", "Check an experiment file and say what it would do.") { _file };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parse)
    {
        using ExperimentSetup setup = ExperimentSetup.Open(parse.GetRequiredValue(_file), parse, services, configuration);
        ExperimentPlan plan = setup.Matrix.Plan;
        ResultFolder folder = setup.Folder(null);
        Dictionary<string, ItemResult> results = ResultLog.Read(folder, out _);
        TextWriter output = services.Terminal.Out;
        output.WriteLine(Printable.Of($"{plan.File}: {plan.Description}"));
        output.WriteLine(FormattableString.Invariant($"  task       {plan.Task}"));
        output.WriteLine(FormattableString.Invariant($"  matrix     {setup.Definition.Prompts.Count} prompts x {setup.Definition.Providers.Count} providers x {setup.Definition.Tests.Count} tests x {setup.Definition.Options.Repeat} times = {plan.Items.Count} items"));
        output.WriteLine(Printable.Of($"  compares   {string.Join(", ", plan.Columns)}"));
        output.WriteLine(Printable.Of($"  metrics    {string.Join(", ", plan.Metrics.Select(metric => metric.Name))}"));
        output.WriteLine(FormattableString.Invariant($"  results    {folder.Path}, {plan.Items.Count(item => results.TryGetValue(item.Id, out ItemResult? result) && result.Error is null)} of {plan.Items.Count} items done"));
        return ExitCode.Success;
    }
}
