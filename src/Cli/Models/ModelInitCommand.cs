using System.CommandLine;
using ReCorD.Cli.Application;
using ReCorD.Cli.CommandLine;
using ReCorD.Diffusion.Checkpoints.Initialization;

namespace ReCorD.Cli.Models;

/// <summary><c>record model init</c>: a model folder with seeded random weights.</summary>
internal sealed class ModelInitCommand(CommandServices services, RunResources resources)
{
    private readonly Argument<string> _folder = new("FOLDER") { Description = "The model folder to make." };
    private readonly Option<string?> _arch = ChoiceOption.Create(
        "--arch", "Networks: those of Stable Diffusion 1.5, 2 (768, v-prediction) or XL at full size, or small ones of the same form.",
        [.. ModelArchitecture.All.Keys], required: true);

    private readonly Option<long?> _seed = NumberOption.Seed("--seed", "Seed of the weights (default 0). Equal seeds give equal files.", long.MaxValue);
    private readonly Option<bool> _half = new("--half") { Description = "Weights in half precision, in files named *.fp16.safetensors." };
    private readonly Option<long?> _shardSize = ByteSize.Option("--shard-size", "Split larger weight files, with an index, as in 2GB (default: one file for each network).");
    private readonly Option<bool> _force = new("--force") { Description = "Replace a model that is in the folder." };

    public Command Create()
    {
        Command command = new("init", "Make a model folder with random weights, to test and measure with. Its pictures show nothing.") { _folder, _arch, _seed, _half, _shardSize, _force };
        command.SetAction(Run);
        return command;
    }

    private Task<int> Run(ParseResult parse, CancellationToken cancellationToken)
    {
        using ModelOutputFolder output = resources.Own(ModelOutputFolder.Open(services.Paths.Resolve(parse.GetRequiredValue(_folder)), parse.GetValue(_force)));
        InitializationRequest request = new()
        {
            Architecture = ModelArchitecture.All[parse.GetRequiredValue(_arch)!],
            Folder = output.Staging,
            Seed = (ulong)(parse.GetValue(_seed) ?? 0),
            HalfPrecision = parse.GetValue(_half),
            ShardSize = parse.GetValue(_shardSize),
        };
        Progress progress = new(new ByteProgress(services));
        ModelInitializer.Write(request, progress, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        output.Commit();
        services.Terminal.Out.WriteLine($"{output.Target}: {request.Architecture.Name}, {ByteSize.Format(progress.Total)} of {(request.HalfPrecision ? "half" : "single")} precision weights, seed {request.Seed}");
        return Task.FromResult(ExitCode.Success);
    }

    private sealed class Progress(ByteProgress lines) : IProgress<InitializationProgress>
    {
        public long Total { get; private set; }

        public void Report(InitializationProgress value)
        {
            Total = value.Total;
            lines.Report(value.File, value.Written, value.Total);
        }
    }
}
