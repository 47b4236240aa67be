using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Diffusion.Models;

/// <summary>Inputs of a UNet as graph values.</summary>
/// <param name="Sample">Noisy latent [B, C, H, W].</param>
/// <param name="Timestep">Training timestep of each row, int64 [B].</param>
/// <param name="EncoderHiddenStates">Text [B, tokens, cross_attention_dim].</param>
/// <param name="TextEmbeds">Pooled text [B, D] (SDXL), else null.</param>
/// <param name="TimeIds">Original size, crop and target size [B, 6] (SDXL), else null.</param>
public sealed record UNetInputs(Value Sample, Value Timestep, Value EncoderHiddenStates, Value? TextEmbeds = null, Value? TimeIds = null);

/// <summary>diffusers' <c>UNet2DConditionModel</c> in the forms of Stable Diffusion 1, 2 and XL, stated as a graph.</summary>
public sealed class UNet2DConditionModel
{
    private readonly NetworkBuilder network;
    private readonly UNetConfig config;
    private readonly TransformerBlocks transformers;
    private readonly Value time;
    private readonly Stack<Value> skips = new();

    private UNet2DConditionModel(NetworkBuilder network, UNetConfig config, UNetInputs inputs, IAttentionProcessor attention)
    {
        this.network = network;
        this.config = config;
        transformers = new TransformerBlocks(network, config, inputs.EncoderHiddenStates, attention);
        time = Time(inputs);
    }

    /// <summary>Adds the network to a graph; the result is the predicted noise (or velocity), [B, out_channels, H, W], float32 whatever the network's precision.</summary>
    public static Value Build(NetworkBuilder network, UNetConfig config, UNetInputs inputs, IAttentionProcessor attention)
        => BuildWithDeepFeature(network, config, inputs, attention).Sample;

    /// <summary>
    /// The same, also giving the deep feature: what the last up block gets from those below it, [B, C, H, W], float32. It changes little from step to step, so that
    /// a neighbouring step may take it over and compute the outermost level only (DeepCache, Ma et al., CVPR 2024).
    /// </summary>
    public static (Value Sample, Value DeepFeature) BuildWithDeepFeature(NetworkBuilder network, UNetConfig config, UNetInputs inputs, IAttentionProcessor attention)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        UNet2DConditionModel model = new(network, config, inputs, attention);
        int last = config.BlockOutChannels.Count - 1;
        Value deep = model.Up(model.Middle(model.Down(inputs.Sample, last)), 0, last);
        return (model.Output(model.Up(deep, last, last + 1)), deep.Cast(ElementType.Float32));
    }

    /// <summary>The outermost level around another step's deep feature: the noise of this step at a fraction of the work.</summary>
    /// <param name="network">Weights and graph.</param>
    /// <param name="config">The network's.</param>
    /// <param name="inputs">Of this step.</param>
    /// <param name="deepFeature">Of another step, of the shape that <see cref="DeepFeatureShape"/> says.</param>
    /// <param name="attention">Computes attention.</param>
    public static Value BuildAroundDeepFeature(NetworkBuilder network, UNetConfig config, UNetInputs inputs, Value deepFeature, IAttentionProcessor attention)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        UNet2DConditionModel model = new(network, config, inputs, attention);
        model.Down(inputs.Sample, 0);
        int last = config.BlockOutChannels.Count - 1;
        return model.Output(model.Up(deepFeature.Cast(network.Weights.ElementType), last, last + 1));
    }

    /// <summary>Shape of the deep feature for a batch of latents [B, C, H, W].</summary>
    public static TensorShape DeepFeatureShape(UNetConfig config, TensorShape sample)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new TensorShape(sample[0], config.BlockOutChannels[Math.Min(1, config.BlockOutChannels.Count - 1)], sample[2], sample[3]);
    }

    private Value Output(Value x)
        => network.Conv("conv_out", network.GroupNorm("conv_norm_out", x, config.NormNumGroups, config.NormEpsilon).Silu(), config.OutChannels, 3).Cast(ElementType.Float32);

    private Value Time(UNetInputs inputs)
    {
        long width = 4L * config.BlockOutChannels[0];
        Value embedding = TimeEmbedding.Project(
            network, "time_embedding", TimeEmbedding.Sinusoidal(inputs.Timestep, config.BlockOutChannels[0], config.FlipSinToCos, config.FreqShift), width);
        if (!config.HasTextTimeConditioning)
        {
            return embedding;
        }

        if (inputs.TextEmbeds is null || inputs.TimeIds is null)
        {
            throw new GraphException("This UNet has text_time conditioning (SDXL): `text_embeds` and `time_ids` must be given.");
        }

        Value ids = TimeEmbedding.Sinusoidal(inputs.TimeIds, config.AdditionTimeEmbedDim, config.FlipSinToCos, config.FreqShift);
        Value added = ShapeOperators.Concat(1, inputs.TextEmbeds, ids.Reshape(inputs.TimeIds.Shape[0], 6L * config.AdditionTimeEmbedDim));
        return embedding + TimeEmbedding.Project(network, "add_embedding", added, width);
    }

    /// <summary>The down blocks up to a level, whose downsampling is left out.</summary>
    private Value Down(Value sample, int lastLevel)
    {
        Value x = network.Conv("conv_in", sample, config.BlockOutChannels[0], 3);
        skips.Push(x);
        for (int level = 0; level <= lastLevel; level++)
        {
            using IDisposable scope = network.Enter($"down_blocks.{level}");
            int channels = config.BlockOutChannels[level];
            for (int layer = 0; layer < config.LayersPerBlock[level]; layer++)
            {
                x = Resnet($"resnets.{layer}", x, channels);
                x = config.DownAttention[level] ? Attend($"attentions.{layer}", x, level, config.DownDepth(level, layer)) : x;
                skips.Push(x);
            }

            if (level < lastLevel)
            {
                x = network.Conv("downsamplers.0.conv", x, channels, 3, stride: 2);
                skips.Push(x);
            }
        }

        return x;
    }

    private Value Middle(Value x)
    {
        if (config.Middle == UNetMiddle.None)
        {
            return x;
        }

        using IDisposable scope = network.Enter("mid_block");
        x = Resnet("resnets.0", x, x.Shape[1]);
        if (config.Middle == UNetMiddle.Resnet)
        {
            return x;
        }

        // As in diffusers, `only_cross_attention` does not concern the middle.
        int last = config.BlockOutChannels.Count - 1;
        x = transformers.Build("attentions.0", x, config.AttentionHeads[last], config.TransformerLayersPerBlock[last], onlyCross: false);
        return Resnet("resnets.1", x, x.Shape[1]);
    }

    /// <summary>The up blocks from <paramref name="first"/> on, before <paramref name="end"/>.</summary>
    private Value Up(Value x, int first, int end)
    {
        int levels = config.BlockOutChannels.Count;
        for (int block = first; block < end; block++)
        {
            int level = levels - 1 - block;
            using IDisposable scope = network.Enter($"up_blocks.{block}");
            for (int layer = 0; layer <= config.LayersPerBlock[level]; layer++)
            {
                x = ShapeOperators.Concat(1, x, skips.Pop());
                x = Resnet($"resnets.{layer}", x, config.BlockOutChannels[level]);
                x = config.UpAttention[block] ? Attend($"attentions.{layer}", x, level, config.UpDepth(block, layer)) : x;
            }

            if (block < levels - 1)
            {
                x = network.Conv("upsamplers.0.conv", Enlarge(x, skips.Peek().Shape), config.BlockOutChannels[level], 3);
            }
        }

        return x;
    }

    /// <summary>Twice the size, or one less where halving rounded up: diffusers resizes to the skip connection's size, which is the same for nearest neighbours.</summary>
    private static Value Enlarge(Value x, TensorShape skip)
    {
        Value doubled = x.ResizeNearest(2);
        Value cut = doubled.Shape[2] == skip[2] ? doubled : doubled.Slice(2, 0, skip[2]);
        return cut.Shape[3] == skip[3] ? cut : cut.Slice(3, 0, skip[3]);
    }

    private Value Resnet(string module, Value x, long channels)
        => ResnetBlock.Build(network, module, x, time, channels, config.NormNumGroups, config.NormEpsilon, config.TimeScalesAndShifts);

    private Value Attend(string module, Value x, int level, int depth)
        => transformers.Build(module, x, config.AttentionHeads[level], depth, config.OnlyCrossAttention?[level] == true);
}
