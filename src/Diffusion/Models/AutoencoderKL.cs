using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Diffusion.Models;

/// <summary>What the encoder says of a picture: mean and log-variance of its latent, [B, latent_channels, h, w], not yet scaled.</summary>
public sealed record LatentDistribution(Value Mean, Value LogVariance);

/// <summary>diffusers' <c>AutoencoderKL</c>, both ways, stated as graphs. Results are float32 whatever the network's precision. Latents are in the autoencoder's own scale: divide the UNet's by scaling_factor.</summary>
public sealed class AutoencoderKL(NetworkBuilder network, AutoencoderConfig config, IAttentionProcessor? attention = null)
{
    private const float Epsilon = 1e-6f;

    /// <summary>Picture [B, 3, H, W] in [-1, 1] to its latent's distribution; the log-variance is clamped to [-30, 20].</summary>
    public LatentDistribution Encode(Value picture)
    {
        IReadOnlyList<int> channels = config.BlockOutChannels;
        Value x;
        using (network.Enter("encoder"))
        {
            x = network.Conv("conv_in", picture, channels[0], 3);
            for (int level = 0; level < channels.Count; level++)
            {
                using IDisposable scope = network.Enter($"down_blocks.{level}");
                x = Resnets(x, channels[level], config.LayersPerBlock);
                // Padded below and to the right only, as the original does.
                x = level == channels.Count - 1 ? x : network.Conv("downsamplers.0.conv", x.Pad(0, 0, 0, 0, 0, 0, 1, 1), channels[level], 3, 2, 0);
            }

            x = Output(Middle(x), 2 * config.LatentChannels);
        }

        IReadOnlyList<Value> halves = (config.UseQuantConv ? network.Conv("quant_conv", x, 2 * config.LatentChannels, 1) : x).Cast(ElementType.Float32).Split(1, 2);
        GraphBuilder g = network.Graph;
        return new LatentDistribution(halves[0], -(-halves[1].Max(g.Scalar(-30))).Max(g.Scalar(-20)));
    }

    /// <summary>Latent [B, latent_channels, h, w] to a picture [B, 3, H, W], about [-1, 1].</summary>
    public Value Decode(Value latent)
    {
        int[] channels = [.. config.BlockOutChannels.Reverse()];
        Value x = config.UsePostQuantConv ? network.Conv("post_quant_conv", latent, config.LatentChannels, 1) : latent;
        using IDisposable decoder = network.Enter("decoder");
        x = Middle(network.Conv("conv_in", x, channels[0], 3));
        for (int block = 0; block < channels.Length; block++)
        {
            using IDisposable scope = network.Enter($"up_blocks.{block}");
            x = Resnets(x, channels[block], config.LayersPerBlock + 1);
            x = block == channels.Length - 1 ? x : network.Conv("upsamplers.0.conv", x.ResizeNearest(2), channels[block], 3);
        }

        return Output(x, config.OutChannels).Cast(ElementType.Float32);
    }

    private Value Resnets(Value x, int channels, int count)
    {
        for (int layer = 0; layer < count; layer++)
        {
            x = ResnetBlock.Build(network, $"resnets.{layer}", x, null, channels, config.NormNumGroups, Epsilon);
        }

        return x;
    }

    private Value Middle(Value x)
    {
        using IDisposable scope = network.Enter("mid_block");
        x = ResnetBlock.Build(network, "resnets.0", x, null, x.Shape[1], config.NormNumGroups, Epsilon);
        x = config.MidBlockAddAttention ? Attention(x) : x;
        return ResnetBlock.Build(network, "resnets.1", x, null, x.Shape[1], config.NormNumGroups, Epsilon);
    }

    private Value Attention(Value x)
    {
        using IDisposable scope = network.Enter("attentions.0");
        long batch = x.Shape[0], channels = x.Shape[1], pixels = x.Shape[2] * x.Shape[3];
        Value tokens = network.GroupNorm("group_norm", x, config.NormNumGroups, Epsilon).Reshape(batch, channels, pixels).TransposeLast();
        Value OneHead(string name) => network.Linear(name, tokens, channels).Reshape(batch, 1, pixels, channels);
        Value query = OneHead("to_q") * (float)(1 / Math.Sqrt(channels));
        Value key = OneHead("to_k").TransposeLast(), value = OneHead("to_v");
        AttentionCall call = new(network.Graph.Scope, false, (int)x.Shape[2], (int)x.Shape[3], query, key, value);
        Value attended = (attention ?? new PlainAttentionProcessor()).Attend(call).Reshape(batch, pixels, channels);
        return network.Linear("to_out.0", attended, channels).TransposeLast().Reshape(x.Shape) + x;
    }

    private Value Output(Value x, int channels)
        => network.Conv("conv_out", network.GroupNorm("conv_norm_out", x, config.NormNumGroups, Epsilon).Silu(), channels, 3);
}
