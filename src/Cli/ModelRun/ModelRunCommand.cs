using System.CommandLine;
using ReCorD.Cli.Application;
using ReCorD.Cli.CommandLine;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Devices;
using ReCorD.Cli.Results;
using ReCorD.Compute;
using ReCorD.Compute.Imaging;
using ReCorD.Compute.Runtime;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Components;

namespace ReCorD.Cli.ModelRun;

/// <summary><c>record model run</c>: one network on given tensors, to lay the engine beside another implementation.</summary>
internal sealed class ModelRunCommand(CommandServices services, ConfigurationLoader configuration, RunResources resources)
{
    private const int DefaultResolution = 16;

    private readonly Option<string> _component = new("--component") { Description = "Which network.", HelpName = string.Join('|', ComponentRunner.Names), Required = true };
    private readonly Option<string> _model = new("--model") { Description = "Model folder in diffusers layout (by path, or a name that leads to one), or the network's own folder. Not a checkpoint in one file.", HelpName = "FOLDER", Required = true };
    private readonly Option<string> _inputs = new("--inputs") { Description = "Tensors to read, under the network's input names.", HelpName = "IN.safetensors", Required = true };
    private readonly Option<string> _outputs = new("--outputs") { Description = "File to write the results to.", HelpName = "OUT.safetensors", Required = true };
    private readonly Option<bool> _maps = new("--maps") { Description = "UNet: write the attention maps as well." };
    private readonly Option<Box?> _box = BoxOption.Create("--box", "UNet: compute the box loss of the last row and its gradient to the sample (needs --token).");
    private readonly Option<int?> _token = NumberOption.Whole("--token", "Position of the object's token, 0 being the start token.", 0, 1023);
    private readonly Option<int?> _resolution = NumberOption.Whole("--resolution", "Side of the attention maps that the loss reads (default 16).", 1, 256);
    private readonly Option<string?> _target = new("--target") { Description = "UNet: input tensor to compare the output with (mean squared error and its gradient to the text).", HelpName = "NAME" };
    private readonly DeviceArguments _device = new();

    public Command Create()
    {
        Command command = new("run", "Run one network on tensors from a file.")
        {
            _component, _model, _inputs, _outputs, _maps, _box, _token, _resolution, _target, _device.Device, _device.Precision, _device.Threads,
        };
        command.SetAction(Run);
        return command;
    }

    private Task<int> Run(ParseResult parse, CancellationToken cancellationToken)
    {
        RecordSettings settings = configuration.Load(parse);
        ComponentRequest request = ReadRequest(parse, settings);
        string inputs = services.Paths.Resolve(parse.GetRequiredValue(_inputs));
        if (!File.Exists(inputs))
        {
            throw new CommandException($"--inputs: there is no file '{inputs}'.");
        }

        using OutputFile output = resources.Own(OutputFile.Open(services.Paths.Resolve(parse.GetRequiredValue(_outputs))));
        DeviceSettings wanted = _device.Read(parse, settings.Device);
        using ComputeRuntime runtime = new(new ThreadSettings { Threads = wanted.Threads });
        DeviceSetup device = DeviceSetup.Find(runtime, wanted, cancellationToken);
        request = request with { Precision = device.Precision };
        using SafetensorsFile file = SafetensorsFile.Open(inputs);
        IReadOnlyDictionary<string, Tensor> results = ComponentRunner.Run(runtime, device.Choice.Session, request, file.Names.ToDictionary(name => name, file.Read), cancellationToken);
        SafetensorsWriter.Write(output.Staging, results.Select(result => (result.Key, result.Value)));
        cancellationToken.ThrowIfCancellationRequested();
        output.Commit();
        foreach ((string name, Tensor tensor) in results.OrderBy(result => result.Key, StringComparer.Ordinal))
        {
            services.Terminal.Out.WriteLine($"{name} {tensor.Shape}");
        }

        return Task.FromResult(ExitCode.Success);
    }

    private ComponentRequest ReadRequest(ParseResult parse, RecordSettings settings)
    {
        string component = parse.GetRequiredValue(_component);
        if (!ComponentRunner.Names.Contains(component))
        {
            throw new UsageException($"--component expects {string.Join(", ", ComponentRunner.Names)} but found '{component}'.");
        }

        string model = new ModelLocator(services.Paths, services.Environment, settings.Models).Locate(parse.GetRequiredValue(_model));
        return File.Exists(model)
            ? throw new UsageException($"--model: '{model}' is a checkpoint in one file; this command takes folders in diffusers layout. `record model check` and `generate` take both.")
            : new ComponentRequest
            {
                Component = component,
                ModelFolder = model,
                Maps = parse.GetValue(_maps),
                BoxLoss = ReadBoxLoss(parse),
                MseTarget = parse.GetValue(_target),
            };
    }

    private BoxLossRequest? ReadBoxLoss(ParseResult parse)
    {
        if (parse.GetValue(_box) is not { } box)
        {
            return parse.GetValue(_token) is null && parse.GetValue(_resolution) is null
                ? null
                : throw new UsageException("--token and --resolution belong to the box loss: give --box x1,y1,x2,y2 as well.");
        }

        int token = parse.GetValue(_token) ?? throw new UsageException("--box needs --token: the position of the object's token, 0 being the start token.");
        return new BoxLossRequest(box, token, parse.GetValue(_resolution) ?? DefaultResolution);
    }
}
