using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReCorD.Cli.Application;
using ReCorD.Cli.CommandLine;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Devices;

namespace ReCorD.Cli.Doctor;

/// <summary><c>record doctor</c>: whether everything a picture needs is there. Exit code 1 where something is not.</summary>
internal sealed class DoctorCommand(CommandServices services, ConfigurationLoader configuration)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly Option<string?> _model = new("--model") { Description = "Model to check, as generate takes it (default the embedded model).", HelpName = "MODEL" };
    private readonly Option<string?> _pose = new("--pose") { Description = "Folder of the pose network to check (default as for generate).", HelpName = "FOLDER" };
    private readonly Option<bool> _probe = new("--probe") { Description = "Also ask every configured chat model for a sign of life and for what it can do (sends small requests, which may cost something)." };
    private readonly DeviceArguments _device = new();
    private readonly Option<bool> _json = CommonOptions.Json("Print the findings as JSON.");

    public Command Create()
    {
        Command command = new("doctor", "Check the installation: libraries, devices, model, prompts.") { _model, _pose, _device.Device, _device.Precision, _probe, _json };
        command.SetAction(Run);
        return command;
    }

    private Task<int> Run(ParseResult parse, CancellationToken cancellationToken)
    {
        RecordSettings settings = configuration.Load(parse);
        settings.Device = _device.Read(parse, settings.Device);
        List<Finding> findings = [];
        foreach (IHealthCheck check in Checks(settings, parse.GetValue(_model) ?? settings.Generate.Model, parse.GetValue(_pose) ?? settings.Generate.Pose, parse.GetValue(_probe)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            findings.AddRange(check.Look(cancellationToken));
        }

        if (parse.GetValue(_json))
        {
            services.Terminal.Out.WriteLine(ToJson(findings));
        }
        else
        {
            Print(findings);
        }

        return Task.FromResult(findings.Exists(finding => finding.Health == Health.Failure) ? ExitCode.Failure : ExitCode.Success);
    }

    private IHealthCheck[] Checks(RecordSettings settings, string model, string? pose, bool probe)
    {
        ModelLocator models = new(services.Paths, services.Environment, settings.Models);
        return
        [
            new SystemCheck(),
            new EngineCheck(settings.Device),
            new PictureLibraryCheck(),
            new ModelFolderCheck(services.Paths, models, model, settings.Generate.ModelConfig, settings.Device.Threads),
            new PoseCheck(services.Paths, models, model, pose, settings.Pose.Folder, settings.Device.Threads),
            new AgentsCheck(services.Paths, services.Environment, settings.Chat, probe),
        ];
    }

    private void Print(List<Finding> findings)
    {
        int width = findings.Max(finding => finding.Name.Length);
        foreach (Finding finding in findings)
        {
            services.Terminal.Out.WriteLine($"{Word(finding.Health),-7}  {finding.Name.PadRight(width)}  {finding.Text}");
        }
    }

    private static string ToJson(List<Finding> findings) => new JsonArray(
    [
        .. findings.Select(finding => new JsonObject { ["name"] = finding.Name, ["health"] = Word(finding.Health), ["text"] = finding.Text }),
    ]).ToJsonString(Indented);

    private static string Word(Health health) => health switch
    {
        Health.Ok => "ok",
        Health.Warning => "warning",
        _ => "failure",
    };
}
