using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Attention;
using ReCorD.Diffusion.Guidance;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Diffusion.Components;

/// <summary>
/// <c>sample</c>, <c>timestep</c>, <c>encoder_hidden_states</c> (SDXL: also <c>text_embeds</c>, <c>time_ids</c>) to <c>out/sample</c>; on request attention
/// maps, the box loss of the last row with its gradient, and the mean squared error with its gradient to the text.
/// </summary>
internal sealed class UNetRun : IComponentRun
{
    private const long LargestSelfMap = 32 * 32;
    private static readonly InputAxis Rows = new("rows");

    private readonly ComponentRequest request;
    private readonly UNetConfig config;
    private readonly SafetensorsWeightSource stored;
    private readonly IWeightSource weights;

    public UNetRun(ComponentRequest request)
    {
        this.request = request;
        string folder = ComponentInputs.Folder(request.ModelFolder, "unet");
        config = UNetConfig.Load(Path.Combine(folder, "config.json"));
        stored = SafetensorsWeightSource.Open(folder, WeightNaming.UNet);
        weights = stored.In(request.Precision);
    }

    public IReadOnlyDictionary<string, Tensor> Run(ComputeRuntime runtime, SessionSettings settings, ComponentInputs inputs, CancellationToken cancellationToken)
    {
        Dictionary<string, Tensor> feeds = Feeds(inputs);
        Dictionary<string, Tensor> results = new(Forward(runtime, settings, inputs, feeds, cancellationToken));
        if (request.BoxLoss is { } box)
        {
            foreach ((string name, Tensor tensor) in BoxLoss(runtime, settings, box, LastRow(feeds), cancellationToken))
            {
                results[name] = tensor;
            }
        }

        return results;
    }

    public void Dispose()
    {
        weights.Dispose();
        stored.Dispose();
    }

    private Dictionary<string, Tensor> Feeds(ComponentInputs inputs)
    {
        Tensor sample = inputs.Float32(UNetGraphInputs.Sample, Rows, new("channels", config.InChannels), new("height"), new("width"));
        InputAxis rows = Rows with { Size = sample.Shape[0] };
        Dictionary<string, Tensor> feeds = new()
        {
            [UNetGraphInputs.Sample] = sample,
            [UNetGraphInputs.Timestep] = inputs.Timesteps(UNetGraphInputs.Timestep, sample.Shape[0]),
            [UNetGraphInputs.EncoderHiddenStates] = inputs.Float32(UNetGraphInputs.EncoderHiddenStates, rows, new("tokens"), new("values", config.CrossAttentionDim)),
        };
        if (config.HasTextTimeConditioning)
        {
            feeds[UNetGraphInputs.TextEmbeds] = inputs.Float32(UNetGraphInputs.TextEmbeds, rows, new("values", config.PooledTextDim));
            feeds[UNetGraphInputs.TimeIds] = inputs.Float32(UNetGraphInputs.TimeIds, rows, new("sizes", 6));
        }

        return feeds;
    }

    private UNetInputs GraphInputs(GraphBuilder g, Dictionary<string, Tensor> feeds)
    {
        TensorShape sample = feeds[UNetGraphInputs.Sample].Shape;
        return UNetGraphInputs.Create(g, config, sample[0], sample[2], sample[3], feeds[UNetGraphInputs.EncoderHiddenStates].Shape[1]);
    }

    private IReadOnlyDictionary<string, Tensor> Forward(
        ComputeRuntime runtime, SessionSettings settings, ComponentInputs inputs, Dictionary<string, Tensor> feeds, CancellationToken cancellationToken)
    {
        GraphBuilder g = new("unet");
        UNetInputs graphInputs = GraphInputs(g, feeds);
        AttentionController controller = new();
        Value sample = UNet2DConditionModel.Build(new NetworkBuilder(g, weights), config, graphInputs, controller);
        List<KeyValuePair<string, Value>> outputs = [KeyValuePair.Create("out/sample", sample)];
        if (request.Maps)
        {
            outputs.AddRange(controller.Recorded.Where(map => map.IsCross || (long)map.Height * map.Width <= LargestSelfMap)
                .Select(map => KeyValuePair.Create($"out/{(map.IsCross ? "cross" : "self")}/{map.Module}", map.Probabilities)));
        }

        Dictionary<string, Tensor> given = new(feeds);
        if (request.MseTarget is { } target)
        {
            given["mse/target"] = inputs.Float32(
                target, new("rows", sample.Shape[0]), new("channels", sample.Shape[1]), new("height", sample.Shape[2]), new("width", sample.Shape[3]));
            Value difference = sample - g.Input("mse/target", ElementType.Float32, sample.Shape.AsSpan());
            Value loss = (difference * difference).Mean();
            outputs.Add(KeyValuePair.Create("mse/loss", loss));
            outputs.Add(KeyValuePair.Create("mse/grad_encoder_hidden_states", weights.GradientOf(loss, sample, graphInputs.EncoderHiddenStates)));
        }

        using Session session = Session.Create(runtime, g.Build(outputs), settings, cancellationToken);
        return session.Run(given, cancellationToken);
    }

    private IEnumerable<(string Name, Tensor Tensor)> BoxLoss(
        ComputeRuntime runtime, SessionSettings settings, BoxLossRequest box, Dictionary<string, Tensor> feeds, CancellationToken cancellationToken)
    {
        TensorShape text = feeds[UNetGraphInputs.EncoderHiddenStates].Shape;
        if (box.Token < 1 || box.Token > text[1] - 2)
        {
            throw new ComponentException($"The guided token must lie between 1 and {text[1] - 2} (the first and the last of {text[1]} are not guided), not {box.Token}.");
        }

        GraphBuilder g = new("box-loss");
        UNetInputs graphInputs = GraphInputs(g, feeds);
        AttentionController controller = new();
        UNet2DConditionModel.Build(new NetworkBuilder(g, weights), config, graphInputs, controller);
        Value maps = controller.MeanCrossAttention(box.Resolution, box.Resolution);
        BoxConstraintLoss loss = new();
        GuidanceTerms terms = loss.Build(new GuidanceGraph(g, maps, box.Resolution, box.Resolution));
        List<KeyValuePair<string, Value>> outputs =
        [
            KeyValuePair.Create("box/map_mean", maps.Reshape(box.Resolution, box.Resolution, text[1])), KeyValuePair.Create("box/loss", terms.Loss),
            KeyValuePair.Create("box/grad_sample", weights.GradientOf(terms.Loss, maps, graphInputs.Sample)),
            .. terms.Parts.Select(part => KeyValuePair.Create($"box/{part.Key}", part.Value)),
        ];
        using Session session = Session.Create(runtime, g.Build(outputs), settings, cancellationToken);
        GuidanceInputs layout = loss.Prepare(new GuidanceLayout(box.Box, [box.Token], box.Resolution, box.Resolution, (int)text[1]));
        Dictionary<string, Tensor> given = new(feeds.Concat(layout.Values));
        return [.. session.Run(given, cancellationToken).Select(output => (output.Key, output.Value))];
    }

    private static Dictionary<string, Tensor> LastRow(Dictionary<string, Tensor> feeds)
        => feeds.ToDictionary(feed => feed.Key, feed =>
        {
            TensorShape shape = feed.Value.Shape;
            int length = (int)(shape.ElementCount / shape[0]);
            return Tensor.From<float>(feed.Value.AsSpan<float>()[^length..], shape.With(0, 1));
        });
}
