using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Attention;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Pipelines;

/// <summary>A UNet compiled for one batch size and picture size, with attention edits as inputs where asked for, and mean cross-attention maps as an output.</summary>
public sealed class DenoisingNetwork : IDisposable
{
    internal const string MapsOutput = "maps";
    internal const string SampleOutput = "out/sample";
    internal const string DeepFeatureOutput = "out/deep_feature";
    internal const string DeepFeatureInput = "deep_feature";

    private readonly Session session;
    private readonly DenoisingShape shape;
    private readonly IReadOnlyCollection<(int Height, int Width)>? editedGrids;

    private DenoisingNetwork(Session session, DenoisingShape shape, IReadOnlyCollection<(int Height, int Width)>? editedGrids)
    {
        this.session = session;
        this.shape = shape;
        this.editedGrids = editedGrids;
    }

    /// <summary>Batch, latent and text sizes.</summary>
    public DenoisingShape Shape => shape;

    /// <summary>Grids on which cross-attention can be scaled; empty for a network without edits.</summary>
    public IReadOnlyCollection<(int Height, int Width)> EditedGrids => editedGrids ?? [];

    /// <summary>States the graph: outputs <c>out/sample</c> and <c>maps</c> [rows, height*width, tokens]; or what the shape's use of the deep feature says.</summary>
    public static GraphModule BuildGraph(UNetConfig config, IWeightSource weights, DenoisingShape shape, out IReadOnlyCollection<(int Height, int Width)>? editedGrids, AttentionBlocks? blocks = null)
    {
        GraphBuilder g = new(shape.SelfResolution is null ? "unet" : "unet-edited");
        UNetInputs inputs = UNetGraphInputs.Create(g, config, shape.Rows, shape.Height, shape.Width, shape.Tokens);
        CrossAttentionScale? scale = null;
        AttentionController controller = new() { Blocks = blocks ?? AttentionBlocks.Fast };
        if (shape.SelfResolution is { } resolution)
        {
            CrossAttentionSwap swap = new(g, shape.Rows, shape.Tokens);
            scale = new CrossAttentionScale(g, shape.Rows, shape.Tokens);
            controller = new AttentionController(swap, new SelfAttentionReplacement(g, swap.SourceRows, shape.Rows, resolution), scale) { Blocks = blocks ?? AttentionBlocks.Fast };
        }

        NetworkBuilder network = new(g, weights);
        if (shape.DeepFeature == DeepFeatureUse.Take)
        {
            Value taken = g.Input(DeepFeatureInput, ElementType.Float32, UNet2DConditionModel.DeepFeatureShape(config, inputs.Sample.Shape).AsSpan());
            Value around = UNet2DConditionModel.BuildAroundDeepFeature(network, config, inputs, taken, controller);
            editedGrids = scale?.Grids;
            return g.Build(KeyValuePair.Create(SampleOutput, around));
        }

        (Value sample, Value deep) = UNet2DConditionModel.BuildWithDeepFeature(network, config, inputs, controller);
        List<KeyValuePair<string, Value>> outputs = [KeyValuePair.Create(SampleOutput, sample), KeyValuePair.Create(MapsOutput, controller.MeanCrossAttention(shape.MapHeight, shape.MapWidth))];
        if (shape.DeepFeature == DeepFeatureUse.Give)
        {
            outputs.Add(KeyValuePair.Create(DeepFeatureOutput, deep));
        }

        editedGrids = scale?.Grids;
        return g.Build(outputs);
    }

    internal static DenoisingNetwork Create(
        ComputeRuntime runtime, ExecutionSettings settings, UNetConfig config, IWeightSource weights, DenoisingShape shape, CancellationToken cancellationToken)
    {
        GraphModule module = BuildGraph(config, weights, shape, out IReadOnlyCollection<(int Height, int Width)>? grids, settings.ForwardAttentionBlocks);
        return new DenoisingNetwork(Session.Create(runtime, module, settings.Session, cancellationToken), shape, grids);
    }

    /// <summary>Binds the network to a text, for the steps of one picture. The text must stay until the end of the run.</summary>
    /// <param name="text">As many rows as the batch.</param>
    public DenoisingRun Start(TextConditioning text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new DenoisingRun(new BoundNetwork(session, text.ToInputs()), shape, editedGrids);
    }

    public void Dispose() => session.Dispose();
}

/// <summary>What a denoising network is compiled for.</summary>
/// <param name="Rows">Batch size.</param>
/// <param name="Height">Height of the latent.</param>
/// <param name="Width">Width of the latent.</param>
/// <param name="Tokens">Length of the text sequence.</param>
/// <param name="MapHeight">Height of the grid whose cross-attention maps are given out.</param>
/// <param name="MapWidth">Width of that grid.</param>
/// <param name="SelfResolution">Largest side of self-attention grids that can be replaced; null for a network without edits.</param>
public sealed record DenoisingShape(int Rows, int Height, int Width, int Tokens, int MapHeight, int MapWidth, int? SelfResolution)
{
    /// <summary>Whether the deep feature goes out of the network, or comes from another step. Default: neither.</summary>
    public DeepFeatureUse DeepFeature { get; init; }
}

/// <summary>What a network does with the deep feature (<see cref="UNet2DConditionModel.BuildWithDeepFeature"/>).</summary>
public enum DeepFeatureUse
{
    /// <summary>Computes it for itself.</summary>
    None,

    /// <summary>Computes it and gives it out as well.</summary>
    Give,

    /// <summary>Takes it from a neighbouring step and computes the outermost level alone; gives no maps.</summary>
    Take,
}

/// <summary>Predicted noise [rows, C, H, W], mean maps [rows, map height * map width, tokens], and the deep feature; empty what the network does not give.</summary>
public sealed record DenoisingResult(float[] Prediction, float[] Maps, float[] DeepFeature);
