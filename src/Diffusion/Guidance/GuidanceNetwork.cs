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
    internal const string PartPrefix = "part/";

    private readonly Session session;
    private readonly IGuidanceLoss loss;
    private readonly GuidanceShape shape;

    private GuidanceNetwork(Session session, IGuidanceLoss loss, GuidanceShape shape, AttentionBlocks? blocks = null)
    {
        this.session = session;
        this.loss = loss;
        this.shape = shape;
    }

    public GuidanceShape Shape => shape;

    internal static GuidanceNetwork Create(
        ComputeRuntime runtime, ExecutionSettings settings, UNetConfig config, IWeightSource weights, IGuidanceLoss loss, GuidanceShape shape, CancellationToken cancellationToken)
        => new(Session.Create(runtime, BuildGraph(config, weights, loss, shape, settings.AttentionBlocks), settings.Session, cancellationToken), loss, shape);

    /// <summary>States the graph: outputs <c>loss</c>, <c>grad_sample</c>, <c>maps</c> and <c>part/…</c>.</summary>
    public static GraphModule BuildGraph(UNetConfig config, IWeightSource weights, IGuidanceLoss loss, GuidanceShape shape, AttentionBlocks? blocks = null)
    {
        GraphBuilder g = new("guidance");
        UNetInputs inputs = UNetGraphInputs.Create(g, config, 1, shape.Height, shape.Width, shape.Tokens);
        AttentionController controller = new() { Blocks = blocks ?? AttentionBlocks.Fast };
        UNet2DConditionModel.Build(new NetworkBuilder(g, weights), config, inputs, controller);
        Value maps = controller.MeanCrossAttention(shape.MapHeight, shape.MapWidth);
        GuidanceTerms terms = loss.Build(new GuidanceGraph(g, maps, shape.MapHeight, shape.MapWidth));
        Value gradient = weights.GradientOf(terms.Loss, maps, inputs.Sample);
        return g.Build(
        [
            KeyValuePair.Create(LossOutput, terms.Loss), KeyValuePair.Create(GradientOutput, gradient), KeyValuePair.Create(MapsOutput, maps),
            .. terms.Parts.Select(part => KeyValuePair.Create(PartPrefix + part.Key, part.Value)),
        ]);
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
public sealed record GuidanceShape(int Height, int Width, int Tokens, int MapHeight, int MapWidth);

/// <summary>The loss and its parts, the gradient [1, C, H, W], and the mean maps [1, map height * map width, tokens] it was computed from.</summary>
public sealed record GuidanceResult(double Loss, IReadOnlyDictionary<string, double> Parts, float[] Gradient, float[] Maps);
