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

    /// <summary>States the graph: outputs <c>out/sample</c> and <c>maps</c> [rows, height*width, tokens].</summary>
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

        Value sample = UNet2DConditionModel.Build(new NetworkBuilder(g, weights), config, inputs, controller);
        Value maps = controller.MeanCrossAttention(shape.MapHeight, shape.MapWidth);
        editedGrids = scale?.Grids;
        return g.Build(KeyValuePair.Create(SampleOutput, sample), KeyValuePair.Create(MapsOutput, maps));
    }

    internal static DenoisingNetwork Create(
        ComputeRuntime runtime, ExecutionSettings settings, UNetConfig config, IWeightSource weights, DenoisingShape shape, CancellationToken cancellationToken)
    {
        GraphModule module = BuildGraph(config, weights, shape, out IReadOnlyCollection<(int Height, int Width)>? grids, settings.AttentionBlocks);
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
public sealed record DenoisingShape(int Rows, int Height, int Width, int Tokens, int MapHeight, int MapWidth, int? SelfResolution);

/// <summary>Predicted noise [rows, C, H, W] and mean maps [rows, map height * map width, tokens].</summary>
public sealed record DenoisingResult(float[] Prediction, float[] Maps);
