using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Onnx;
using ReCorD.Diffusion.Guidance;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Diffusion.Checkpoints.Export;

/// <summary>Writes the graphs that the program runs as ONNX models, for other programs and for looking at them in Netron.</summary>
public static class ModelExporter
{
    /// <summary>Uncond y', uncond y, cond y', cond y.</summary>
    private const int EditedRows = 4;

    /// <summary>Uncond, cond.</summary>
    private const int PlainRows = 2;

    private static readonly RecordProfile Profile = RecordProfiles.Default;

    private static readonly SortedDictionary<string, Func<ExportRequest, Export>> Makers = new(StringComparer.Ordinal)
    {
        ["unet"] = UNet,
        ["text_encoder"] = TextEncoder,
        ["text_encoder_2"] = TextEncoder,
        ["vae_decoder"] = request => Autoencoder(request, Decode),
        ["vae_encoder"] = request => Autoencoder(request, Encode),
    };

    /// <summary>Names of components, in order.</summary>
    public static IReadOnlyCollection<string> Components => Makers.Keys;

    /// <summary>Writes <paramref name="path"/> and, beside it, the weights in <c>{path}.data</c>; existing files are replaced.</summary>
    /// <param name="request">What to write.</param>
    /// <param name="path">The model's file, as <c>unet.onnx</c>.</param>
    /// <param name="progress">Hears of the bytes of weights written so far, and of those there will be.</param>
    /// <param name="cancellationToken">Stops the writing; what is not complete is removed.</param>
    /// <exception cref="ModelFolderException">The request or the folder does not fit.</exception>
    public static void Write(ExportRequest request, string path, IProgress<(long Written, long Total)>? progress = null, CancellationToken cancellationToken = default)
    {
        using Export export = Open(request);
        long total = export.Module.Initializers.Sum(value => value.Initializer!.ByteLength);
        FreeSpace.Check(Path.GetDirectoryName(Path.GetFullPath(path))!, total);
        OnnxModelWriter.Write(export.Module, path, progress is null ? null : new Relay(progress, total), cancellationToken);
    }

    /// <summary>The graph itself, with the weights it borrows.</summary>
    internal static Export Open(ExportRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!Makers.TryGetValue(request.Component, out Func<ExportRequest, Export>? make))
        {
            throw new ModelFolderException($"There is no component '{request.Component}'. Known components: {string.Join(", ", Components)}.");
        }

        if (request.Component != "unet" && (request.Kind != GraphKind.Plain || request.Resolution is not null))
        {
            throw new ModelFolderException($"'{request.Component}' has one kind of graph and no maps: edited and guidance graphs and the resolution belong to the component 'unet'.");
        }

        if (request is { Kind: GraphKind.Guidance, Rows: not (null or 1) })
        {
            throw new ModelFolderException($"The guidance graph has one row, not {request.Rows}: the gradient is that of one latent.");
        }

        return make(request);
    }

    private static Export UNet(ExportRequest request)
    {
        string folder = Path.Combine(request.ModelFolder, "unet");
        UNetConfig config = UNetConfig.Load(Path.Combine(folder, "config.json"));
        int side = config.SampleSize, map = request.Resolution ?? AttentionGrids.AtLeast(config, Profile.AttentionResolution), tokens = Text(request, "text_encoder").MaxPositionEmbeddings;
        if (!AttentionGrids.Of(config).Contains(map))
        {
            throw new ModelFolderException($"This UNet has no cross-attention on a {map}x{map} grid; it has {string.Join(", ", AttentionGrids.Of(config).Select(grid => $"{grid}x{grid}"))}.");
        }

        int? self = request.Kind == GraphKind.Edited ? Profile.SelfResolution : null;
        int rows = request.Rows ?? (request.Kind == GraphKind.Edited ? EditedRows : PlainRows);
        return Export.Of(SafetensorsWeightSource.Open(folder, "diffusion_pytorch_model"), weights => request.Kind == GraphKind.Guidance
            ? GuidanceNetwork.BuildGraph(config, weights, new BoxConstraintLoss(), new GuidanceShape(side, side, tokens, map, map))
            : DenoisingNetwork.BuildGraph(config, weights, new DenoisingShape(rows, side, side, tokens, map, map, self), out _));
    }

    private static Export TextEncoder(ExportRequest request)
    {
        ClipTextConfig config = Text(request, request.Component);
        return Export.Of(SafetensorsWeightSource.Open(Path.Combine(request.ModelFolder, request.Component), "model"), weights =>
        {
            GraphBuilder g = new(request.Component);
            Value ids = g.Input("input_ids", ElementType.Int64, request.Rows ?? 1, config.MaxPositionEmbeddings);
            ClipTextOutputs outputs = ClipTextModel.Build(new NetworkBuilder(g, weights), config, ids);
            return g.Build(
                KeyValuePair.Create("last_hidden_state", outputs.LastHiddenState), KeyValuePair.Create("penultimate_hidden_state", outputs.PenultimateHiddenState));
        });
    }

    private static Export Autoencoder(ExportRequest request, Func<ExportRequest, AutoencoderConfig, int, IWeightSource, GraphModule> state)
    {
        string folder = Path.Combine(request.ModelFolder, "vae");
        AutoencoderConfig config = AutoencoderConfig.Load(Path.Combine(folder, "config.json"));
        int side = UNetConfig.Load(Path.Combine(request.ModelFolder, "unet", "config.json")).SampleSize;
        return Export.Of(SafetensorsWeightSource.Open(folder, "diffusion_pytorch_model"), weights => state(request, config, side, weights));
    }

    private static GraphModule Decode(ExportRequest request, AutoencoderConfig config, int side, IWeightSource weights)
    {
        GraphBuilder g = new("vae_decoder");
        Value latent = g.Input("latent", ElementType.Float32, request.Rows ?? 1, config.LatentChannels, side, side);
        return g.Build(KeyValuePair.Create("decoded", new AutoencoderKL(new NetworkBuilder(g, weights), config).Decode(latent)));
    }

    private static GraphModule Encode(ExportRequest request, AutoencoderConfig config, int side, IWeightSource weights)
    {
        GraphBuilder g = new("vae_encoder");
        int pixels = side * config.Factor;
        Value picture = g.Input("image", ElementType.Float32, request.Rows ?? 1, config.InChannels, pixels, pixels);
        LatentDistribution latent = new AutoencoderKL(new NetworkBuilder(g, weights), config).Encode(picture);
        return g.Build(KeyValuePair.Create("latent_mean", latent.Mean), KeyValuePair.Create("latent_logvar", latent.LogVariance));
    }

    private static ClipTextConfig Text(ExportRequest request, string component) => ClipTextConfig.Load(Path.Combine(request.ModelFolder, component, "config.json"));

    private sealed class Relay(IProgress<(long Written, long Total)> progress, long total) : IProgress<long>
    {
        public void Report(long value) => progress.Report((value, total));
    }
}

/// <summary>A graph and the weights it borrows, which live until this is disposed.</summary>
internal sealed class Export : IDisposable
{
    private readonly IWeightSource weights;

    private Export(IWeightSource weights, GraphModule module)
    {
        this.weights = weights;
        Module = module;
    }

    public GraphModule Module { get; }

    public static Export Of(IWeightSource weights, Func<IWeightSource, GraphModule> state)
    {
        try
        {
            return new Export(weights, state(weights));
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    public void Dispose() => weights.Dispose();
}
