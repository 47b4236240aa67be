using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Pipelines;

/// <summary>Names and shapes of a UNet graph's inputs; the names are those of diffusers.</summary>
internal static class UNetGraphInputs
{
    public const string Sample = "sample";
    public const string Timestep = "timestep";
    public const string EncoderHiddenStates = "encoder_hidden_states";
    public const string TextEmbeds = "text_embeds";
    public const string TimeIds = "time_ids";

    /// <summary>The timestep is float32: some schedulers use fractions of training steps.</summary>
    public static UNetInputs Create(GraphBuilder g, UNetConfig config, long rows, long height, long width, long tokens)
    {
        return new UNetInputs(
            g.Input(Sample, ElementType.Float32, rows, config.InChannels, height, width),
            g.Input(Timestep, ElementType.Float32, rows),
            g.Input(EncoderHiddenStates, ElementType.Float32, rows, tokens, config.CrossAttentionDim),
            config.HasTextTimeConditioning ? g.Input(TextEmbeds, ElementType.Float32, rows, config.PooledTextDim) : null,
            config.HasTextTimeConditioning ? g.Input(TimeIds, ElementType.Float32, rows, 6) : null);
    }
}
