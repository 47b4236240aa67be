using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Diffusion.Models;

/// <summary>diffusers' <c>Transformer2DModel</c> with its <c>BasicTransformerBlock</c>s.</summary>
internal sealed class TransformerBlocks(NetworkBuilder network, UNetConfig config, Value context, IAttentionProcessor attention)
{
    /// <summary>x [B, C, H, W] to the same shape.</summary>
    /// <param name="module">Name within the current module.</param>
    /// <param name="x">The picture's features.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="layers">Transformer blocks.</param>
    /// <param name="onlyCross">The first attention of each block reads the text as the second does.</param>
    public Value Build(string module, Value x, int heads, int layers, bool onlyCross)
    {
        using IDisposable scope = network.Enter(module);
        long batch = x.Shape[0], channels = x.Shape[1], height = x.Shape[2], width = x.Shape[3];
        Value hidden = network.GroupNorm("norm", x, config.NormNumGroups, 1e-6f);
        hidden = config.UseLinearProjection
            ? network.Linear("proj_in", ToTokens(hidden), channels)
            : ToTokens(network.Conv("proj_in", hidden, channels, 1));
        for (int layer = 0; layer < layers; layer++)
        {
            hidden = Block($"transformer_blocks.{layer}", hidden, heads, (int)height, (int)width, onlyCross);
        }

        Value ToPicture(Value tokens) => tokens.Reshape(batch, height, width, channels).Transpose(0, 3, 1, 2);
        hidden = config.UseLinearProjection
            ? ToPicture(network.Linear("proj_out", hidden, channels))
            : network.Conv("proj_out", ToPicture(hidden), channels, 1);
        return hidden + x;
    }

    private static Value ToTokens(Value picture)
        => picture.Transpose(0, 2, 3, 1).Reshape(picture.Shape[0], picture.Shape[2] * picture.Shape[3], picture.Shape[1]);

    private Value Block(string module, Value x, int heads, int height, int width, bool onlyCross)
    {
        using IDisposable scope = network.Enter(module);
        Value normalized = network.LayerNorm("norm1", x);
        x += Attention("attn1", normalized, onlyCross ? context : normalized, onlyCross, heads, height, width);
        x += Attention("attn2", network.LayerNorm("norm2", x), context, true, heads, height, width);
        return x + FeedForward(network.LayerNorm("norm3", x));
    }

    private Value Attention(string module, Value x, Value source, bool isCross, int heads, int height, int width)
    {
        using IDisposable scope = network.Enter(module);
        long batch = x.Shape[0], channels = x.Shape[-1], size = channels / heads;
        Value Heads(string name, Value input)
        {
            Value projected = network.Linear(name, input, channels, bias: false);
            return (config.UpcastAttention ? projected.Cast(ElementType.Float32) : projected).Reshape(batch, input.Shape[1], heads, size);
        }

        Value query = (Heads("to_q", x) * (float)(1 / Math.Sqrt(size))).Transpose(0, 2, 1, 3);
        Value key = Heads("to_k", source).Transpose(0, 2, 3, 1);
        Value value = Heads("to_v", source).Transpose(0, 2, 1, 3);
        AttentionCall call = new(network.Graph.Scope, isCross, height, width, query, key, value);
        Value attended = attention.Attend(call).Transpose(0, 2, 1, 3).Reshape(x.Shape);
        return network.Linear("to_out.0", attended, channels);
    }

    /// <summary>GEGLU and a linear layer.</summary>
    private Value FeedForward(Value x)
    {
        long channels = x.Shape[-1];
        IReadOnlyList<Value> halves = network.Linear("ff.net.0.proj", x, channels * 8).Split(-1, 2);
        return network.Linear("ff.net.2", halves[0] * halves[1].Gelu(), channels);
    }
}
