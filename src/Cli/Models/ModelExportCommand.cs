using System.CommandLine;
using ReCorD.Cli.Application;
using ReCorD.Cli.CommandLine;
using ReCorD.Cli.Configuration;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Checkpoints.Export;

namespace ReCorD.Cli.Models;

/// <summary><c>record model export</c>: a network as an ONNX model with its weights beside it.</summary>
internal sealed class ModelExportCommand(CommandServices services, ConfigurationLoader configuration, RunResources resources)
{
    private const int MaximumRows = 64;
    private const int MaximumResolution = 256;

    private static readonly string[] Kinds = [.. Enum.GetNames<GraphKind>().Select(name => name.ToLowerInvariant())];

    private readonly Argument<string> _model = new("MODEL") { Description = "Path or name of a model, as --model takes it." };
    private readonly Option<string?> _config = CommonOptions.ModelConfig();
    private readonly Option<string?> _component = ChoiceOption.Create("--component", "Which network.", ModelExporter.Components, required: true);
    private readonly Option<string?> _kind = ChoiceOption.Create(
        "--kind", "UNet: as it is (default), with the inputs of attention edits, or the box loss with its gradient.", Kinds);

    private readonly Option<string> _out = new("--out") { Description = "File to write; its weights go to FILE.onnx.data beside it.", HelpName = "FILE.onnx", Required = true };
    private readonly Option<int?> _rows = NumberOption.Whole("--rows", "Rows of the batch (default 2 for the plain UNet, 4 for the edited one, else 1).", 1, MaximumRows);
    private readonly Option<int?> _resolution = NumberOption.Whole("--resolution", "UNet: side of the attention maps given out (default 16, or the next larger there is).", 1, MaximumResolution);

    public Command Create()
    {
        Command command = new("export", "Write a network as an ONNX model, for other programs or for Netron.") { _model, _config, _component, _kind, _out, _rows, _resolution };
        command.SetAction(Run);
        return command;
    }

    private Task<int> Run(ParseResult parse, CancellationToken cancellationToken)
    {
        ExportRequest request = new()
        {
            Component = parse.GetRequiredValue(_component)!,
            Kind = Enum.Parse<GraphKind>(parse.GetValue(_kind) ?? Kinds[0], ignoreCase: true),
            Rows = parse.GetValue(_rows),
            Resolution = parse.GetValue(_resolution),
        };
        using IModelSource model = ModelSources.Open(
            new ModelLocator(services.Paths, services.Environment, configuration.Load(parse).Models).Locate(parse.GetRequiredValue(_model)),
            CommonOptions.ReadModelConfig(parse, _config, services.Paths));
        using ExportFiles output = resources.Own(ExportFiles.Open(services.Paths.Resolve(parse.GetRequiredValue(_out))));
        ModelExporter.Write(model, request, output.Model, new Progress(new ByteProgress(services), output.Name), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        foreach ((string file, long length) in output.Commit())
        {
            services.Terminal.Out.WriteLine($"{file}  {ByteSize.Format(length)}");
        }

        return Task.FromResult(ExitCode.Success);
    }

    private sealed class Progress(ByteProgress lines, string name) : IProgress<(long Written, long Total)>
    {
        public void Report((long Written, long Total) value) => lines.Report(name, value.Written, value.Total);
    }
}
