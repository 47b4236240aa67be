using ReCorD.Compute.Graph;
using ReCorD.Compute.Onnx;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints.Export;

/// <summary>Writes the graphs that the program runs as ONNX models, for other programs and for looking at them in Netron.</summary>
public static class ModelExporter
{
    private static readonly SortedDictionary<string, Func<IModelSource, ExportRequest, GraphModule>> Makers = new(StringComparer.Ordinal)
    {
        ["unet"] = UNetExport.State,
        ["text_encoder"] = TextEncoderExport.State,
        ["text_encoder_2"] = TextEncoderExport.State,
        ["vae_decoder"] = AutoencoderExport.StateDecoder,
        ["vae_encoder"] = AutoencoderExport.StateEncoder,
    };

    /// <summary>Names of components, in order.</summary>
    public static IReadOnlyCollection<string> Components => Makers.Keys;

    /// <summary>Writes <paramref name="path"/> and, beside it, the weights in <c>{path}.data</c>; existing files are replaced.</summary>
    /// <param name="model">Whose network; it must live until this returns.</param>
    /// <param name="request">What to write.</param>
    /// <param name="path">The model's file, as <c>unet.onnx</c>.</param>
    /// <param name="progress">Hears of the bytes of weights written so far, and of those there will be.</param>
    /// <param name="cancellationToken">Stops the writing; what is not complete is removed.</param>
    /// <exception cref="ModelFolderException">The request does not fit the model.</exception>
    public static void Write(
        IModelSource model, ExportRequest request, string path, IProgress<(long Written, long Total)>? progress = null, CancellationToken cancellationToken = default)
    {
        GraphModule module = State(model, request);
        long total = module.Initializers.Sum(value => value.Initializer!.ByteLength);
        FreeSpace.Check(Path.GetDirectoryName(Path.GetFullPath(path))!, total);
        OnnxModelWriter.Write(module, path, progress is null ? null : new Relay(progress, total), cancellationToken);
    }

    /// <summary>The graph itself, which borrows the model's weights.</summary>
    internal static GraphModule State(IModelSource model, ExportRequest request)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(request);
        if (!Makers.TryGetValue(request.Component, out Func<IModelSource, ExportRequest, GraphModule>? make))
        {
            throw new ModelFolderException($"There is no component '{request.Component}'. Known components: {string.Join(", ", Components)}.");
        }

        return request.Component == "unet" || request is { Kind: GraphKind.Plain, Resolution: null }
            ? make(model, request)
            : throw new ModelFolderException($"'{request.Component}' has one kind of graph and no maps: edited and guidance graphs and the resolution belong to the component 'unet'.");
    }

    private sealed class Relay(IProgress<(long Written, long Total)> progress, long total) : IProgress<long>
    {
        public void Report(long value) => progress.Report((value, total));
    }
}
