using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Attention;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Diffusion.Guidance;

/// <summary>
/// A UNet up to the last attention map that a loss reads, the loss, and its gradient with respect to the latent; one row. Nothing past that
/// map is computed or differentiated.
/// </summary>
public sealed class GuidanceNetwork : IDisposable
{
    internal const string LossOutput = "loss";
    internal const string GradientOutput = "grad_sample";
    internal const string MapsOutput = "maps";
    internal const string OverlapMapsOutput = "overlap_maps";
    internal const string PartPrefix = "part/";

    private readonly Session session;
    private readonly IGuidanceLoss loss;
    private readonly GuidanceShape shape;

    private GuidanceNetwork(Session session, IGuidanceLoss loss, GuidanceShape shape)
    {
        this.session = session;
        this.loss = loss;
        this.shape = shape;
    }

    public GuidanceShape Shape => shape;

    internal static GuidanceNetwork Create(
        ComputeRuntime runtime, ExecutionSettings settings, UNetConfig config, IWeightSource weights, IGuidanceLoss loss, GuidanceShape shape, CancellationToken cancellationToken)
        => new(Session.Create(runtime, BuildGraph(config, weights, loss, shape, settings.GradientAttentionBlocks), settings.Session, cancellationToken), loss, shape);

    /// <summary>States the graph: outputs <c>loss</c>, <c>grad_sample</c>, <c>maps</c>, <c>overlap_maps</c> where they are others, and <c>part/…</c>.</summary>
    public static GraphModule BuildGraph(UNetConfig config, IWeightSource weights, IGuidanceLoss loss, GuidanceShape shape, AttentionBlocks? blocks = null)
    {
        GraphBuilder g = new("guidance");
        UNetInputs inputs = UNetGraphInputs.Create(g, config, 1, shape.Height, shape.Width, shape.Tokens);
        AttentionController controller = new() { Blocks = blocks ?? AttentionBlocks.Fast };
        UNet2DConditionModel.Build(new NetworkBuilder(g, weights), config, inputs, controller);
        Value maps = controller.MeanCrossAttention(shape.MapHeight, shape.MapWidth, shape.Selection);
        GuidanceTerms terms = loss.Build(new GuidanceGraph(g, maps, shape.MapHeight, shape.MapWidth));
        Value gradient = weights.GradientOf(terms.Loss, maps, inputs.Sample);
        List<KeyValuePair<string, Value>> outputs =
        [
            KeyValuePair.Create(LossOutput, terms.Loss), KeyValuePair.Create(GradientOutput, gradient), KeyValuePair.Create(MapsOutput, maps),
            .. terms.Parts.Select(part => KeyValuePair.Create(PartPrefix + part.Key, part.Value)),
        ];
        if (shape.HasOverlapMaps)
        {
            outputs.Add(KeyValuePair.Create(OverlapMapsOutput, controller.MeanCrossAttention(shape.OverlapHeight, shape.OverlapWidth, shape.Selection)));
        }

        return g.Build(outputs);
    }

    /// <summary>Values of the loss's inputs for a target, to be used at every step.</summary>
    public GuidanceInputs Prepare(Compute.Imaging.Box box, IReadOnlyList<int> tokenIndices)
        => loss.Prepare(new GuidanceLayout(box, tokenIndices, shape.MapHeight, shape.MapWidth, shape.Tokens));

    /// <summary>Binds the network to a text and a target, for the steps of one picture. Both must stay until the end of the run.</summary>
    /// <param name="text">One row, the conditional one.</param>
    /// <param name="layout">From <see cref="Prepare"/>.</param>
    public GuidanceRun Start(TextConditioning text, GuidanceInputs layout)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(layout);
        return new GuidanceRun(new BoundNetwork(session, new Dictionary<string, Tensor>(text.ToInputs().Concat(layout.Values))));
    }

    public void Dispose() => session.Dispose();
}

/// <summary>Latent, text and map sizes of a guidance network.</summary>
public sealed record GuidanceShape(int Height, int Width, int Tokens, int MapHeight, int MapWidth)
{
    /// <summary>The maps that are averaged. Default: all of a grid.</summary>
    public MapSelection Selection { get; init; } = MapSelection.All;

    /// <summary>Height of the grid whose maps are given out for overlap removal. Default: the loss's.</summary>
    public int OverlapHeight { get; init; } = MapHeight;

    /// <summary>Width of that grid.</summary>
    public int OverlapWidth { get; init; } = MapWidth;

    internal bool HasOverlapMaps => (OverlapHeight, OverlapWidth) != (MapHeight, MapWidth);
}

/// <summary>What a guidance network computes at a latent.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="Parts">Its parts by name.</param>
/// <param name="Gradient">With respect to the latent, [1, C, H, W].</param>
/// <param name="Maps">The mean maps that it was computed from, [1, map height * map width, tokens].</param>
/// <param name="OverlapMaps">The mean maps for overlap removal, [1, overlap height * overlap width, tokens].</param>
public sealed record GuidanceResult(double Loss, IReadOnlyDictionary<string, double> Parts, float[] Gradient, float[] Maps, float[] OverlapMaps);
