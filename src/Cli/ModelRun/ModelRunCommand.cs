using System.CommandLine;
using ReCorD.Cli.Application;
using ReCorD.Cli.CommandLine;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Results;
using ReCorD.Compute.Imaging;

namespace ReCorD.Cli.ModelRun;

/// <summary><c>record model run</c>: one network on given tensors, to lay the engine beside another implementation.</summary>
internal sealed class ModelRunCommand(CommandServices services, ConfigurationLoader configuration, RunResources resources)
{
    private static readonly Dictionary<string, ModelComponent> Components = new(StringComparer.Ordinal)
    {
        ["unet"] = ModelComponent.Unet,
        ["text_encoder"] = ModelComponent.TextEncoder,
        ["vae_encoder"] = ModelComponent.VaeEncoder,
        ["vae_decoder"] = ModelComponent.VaeDecoder,
    };

    private readonly Option<string> _component = new("--component") { Description = "Which network.", HelpName = string.Join('|', Components.Keys), Required = true };
    private readonly Option<string> _model = new("--model") { Description = "Model folder in diffusers layout.", HelpName = "FOLDER", Required = true };
    private readonly Option<string> _inputs = new("--inputs") { Description = "Tensors to read, under the network's input names.", HelpName = "IN.safetensors", Required = true };
    private readonly Option<string> _outputs = new("--outputs") { Description = "File to write the results to.", HelpName = "OUT.safetensors", Required = true };
    private readonly Option<bool> _maps = new("--maps") { Description = "UNet: write every attention map as well." };
    private readonly Option<Box?> _box = BoxOption.Create("--box", "UNet: compute the box loss and its gradient to the sample (needs --token).");
    private readonly Option<int?> _token = NumberOption.Whole("--token", "Position of the object's token, 0 being the start token.", 0, 1023);
    private readonly Option<int?> _resolution = NumberOption.Whole("--resolution", "Side of the attention maps that the loss reads (default 16).", 1, 256);
    private readonly Option<string?> _target = new("--target") { Description = "UNet: input tensor to compare the output with (mean squared error and its gradient to the text).", HelpName = "NAME" };
    private readonly Option<string?> _device = new("--device") { Description = "Where the network runs (default cpu).", HelpName = "NAME" };
    private readonly Option<int?> _threads = NumberOption.Whole("--threads", "Threads (default one for each physical core).", 1, Generate.Limits.MaximumThreads);

    public Command Create()
    {
        Command command = new("run", "Run one network on tensors from a file.")
        {
            _component, _model, _inputs, _outputs, _maps, _box, _token, _resolution, _target, _device, _threads,
        };
        _component.Validators.Add(result =>
        {
            string found = result.Tokens.Count == 0 ? "" : result.Tokens[^1].Value;
            if (!Components.ContainsKey(found))
            {
                result.AddError($"--component expects {string.Join(", ", Components.Keys)} but found '{found}'.");
            }
        });
        command.SetAction(Run);
        return command;
    }

    private Task<int> Run(ParseResult parse, CancellationToken cancellationToken)
    {
        IModelRunner runner = services.Models ?? throw new CommandException("This build cannot run single networks.");
        ModelRunRequest request = Read(parse);
        using OutputFile output = resources.Own(OutputFile.Open(request.Outputs));
        IReadOnlyList<string> written = runner.Run(request with { Outputs = output.Staging }, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        output.Commit();
        foreach (string line in written)
        {
            services.Terminal.Out.WriteLine(line);
        }

        return Task.FromResult(ExitCode.Success);
    }

    private ModelRunRequest Read(ParseResult parse)
    {
        RecordSettings settings = configuration.Load(parse);
        ModelComponent component = Components[parse.GetRequiredValue(_component)];
        string inputs = services.Paths.Resolve(parse.GetRequiredValue(_inputs));
        if (!File.Exists(inputs))
        {
            throw new CommandException($"--inputs: there is no file '{inputs}'.");
        }

        bool forUnet = parse.GetValue(_maps) || parse.GetValue(_box) is not null || parse.GetValue(_target) is not null;
        return forUnet && component != ModelComponent.Unet
            ? throw new UsageException("--maps, --box and --target belong to --component unet; the other networks have no cross-attention.")
            : new ModelRunRequest
            {
                Component = component,
                Model = services.Paths.ResolveModel(parse.GetRequiredValue(_model)),
                Inputs = inputs,
                Outputs = services.Paths.Resolve(parse.GetRequiredValue(_outputs)),
                Maps = parse.GetValue(_maps),
                BoxLoss = ReadBoxLoss(parse),
                Target = parse.GetValue(_target),
                Device = parse.GetValue(_device) ?? settings.Device.Name,
                Threads = parse.GetValue(_threads) ?? settings.Device.Threads,
            };
    }

    private BoxLossRequest? ReadBoxLoss(ParseResult parse)
    {
        if (parse.GetValue(_box) is not { } box)
        {
            return null;
        }

        int token = parse.GetValue(_token) ?? throw new UsageException("--box needs --token: the position of the object's token, 0 being the start token.");
        return new BoxLossRequest(box, token, parse.GetValue(_resolution) ?? 16);
    }
}
