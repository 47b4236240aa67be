using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using ReCorD.Cli.Application;
using ReCorD.Cli.CommandLine;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Devices;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Cli.Models;

/// <summary><c>record model check</c>: a model taken through everything that a picture needs, once. Exit code 1 where something is wrong.</summary>
internal sealed class ModelCheckCommand(CommandServices services, ConfigurationLoader configuration)
{
    private readonly Argument<string> _model = new("MODEL") { Description = "Path or name of a model, as --model takes it." };
    private readonly Option<string?> _config = CommonOptions.ModelConfig();
    private readonly DeviceArguments _device = new();

    public Command Create()
    {
        Command command = new("check", "Load a model, make one denoising step, decode; look for numbers that are not finite.") { _model, _config, _device.Device, _device.Precision, _device.Threads };
        command.SetAction(Run);
        return command;
    }

    private Task<int> Run(ParseResult parse, CancellationToken cancellationToken)
    {
        RecordSettings settings = configuration.Load(parse);
        string path = new ModelLocator(services.Paths, services.Environment, settings.Models).Locate(parse.GetRequiredValue(_model));
        DeviceSettings where = _device.Read(parse, settings.Device);
        using ComputeRuntime runtime = new(new ThreadSettings { Threads = where.Threads });
        DeviceSetup device = DeviceSetup.Find(runtime, where, cancellationToken);
        services.Terminal.Out.WriteLine($"{path}, on {device.Description}");
        ModelTrial trial = new(runtime, device.ToExecution(where), services.Time);
        bool isSound = true;
        foreach (TrialStage stage in trial.Run(path, CommonOptions.ReadModelConfig(parse, _config, services.Paths), cancellationToken))
        {
            isSound &= stage.Problem is null;
            services.Terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{(stage.Problem is null ? "ok" : "failure"),-7}  {stage.Name,-24}  {stage.Seconds,7:0.00} s{(stage.Problem is null ? "" : $"  {Printable.Of(stage.Problem)}")}"));
        }

        using Process process = Process.GetCurrentProcess();
        services.Terminal.Out.WriteLine($"peak memory {ByteSize.Format(process.PeakWorkingSet64)}");
        return Task.FromResult(isSound ? ExitCode.Success : ExitCode.Failure);
    }
}
