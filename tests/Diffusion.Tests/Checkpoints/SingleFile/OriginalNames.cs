using System.Globalization;
using System.Text.RegularExpressions;

namespace ReCorD.Diffusion.Tests.Checkpoints.SingleFile;

/// <summary>
/// Names of the original Stable Diffusion code, made anew for the tests by rewriting text, as diffusers' own conversion scripts do. It shares nothing with the
/// maps that it checks.
/// </summary>
internal static partial class OriginalNames
{
    private static readonly (string From, string To)[] Resnet =
    [
        (".norm1.", ".in_layers.0."), (".conv1.", ".in_layers.2."), (".time_emb_proj.", ".emb_layers.1."), (".norm2.", ".out_layers.0."), (".conv2.", ".out_layers.3."),
        (".conv_shortcut.", ".skip_connection."),
    ];

    private static readonly (string From, string To)[] Autoencoders =
    [
        ("mid_block.resnets.0", "mid.block_1"), ("mid_block.resnets.1", "mid.block_2"), ("mid_block.attentions.0.group_norm", "mid.attn_1.norm"),
        ("mid_block.attentions.0.to_q", "mid.attn_1.q"), ("mid_block.attentions.0.to_k", "mid.attn_1.k"), ("mid_block.attentions.0.to_v", "mid.attn_1.v"),
        ("mid_block.attentions.0.to_out.0", "mid.attn_1.proj_out"), ("conv_shortcut", "nin_shortcut"), ("conv_norm_out", "norm_out"),
    ];

    private static readonly (string From, string To)[] Texts =
    [
        ("text_model.embeddings.position_embedding.weight", "positional_embedding"), ("text_model.embeddings.", ""), ("text_model.final_layer_norm", "ln_final"),
        ("text_model.encoder.layers", "transformer.resblocks"), ("layer_norm", "ln_"), ("mlp.fc1", "mlp.c_fc"), ("mlp.fc2", "mlp.c_proj"), ("self_attn.", "attn."),
    ];

    /// <param name="name">Name in diffusers.</param>
    /// <param name="layers">Residual blocks of a down level.</param>
    /// <param name="upAttention">Whether each up block has attention.</param>
    public static string UNet(string name, int layers, IReadOnlyList<bool> upAttention)
    {
        string plain = name switch
        {
            _ when name.StartsWith("conv_in.", StringComparison.Ordinal) => $"input_blocks.0.0.{name[8..]}",
            _ when name.StartsWith("conv_norm_out.", StringComparison.Ordinal) => $"out.0.{name[14..]}",
            _ when name.StartsWith("conv_out.", StringComparison.Ordinal) => $"out.2.{name[9..]}",
            _ => name.Replace("time_embedding.linear_1", "time_embed.0", StringComparison.Ordinal).Replace("time_embedding.linear_2", "time_embed.2", StringComparison.Ordinal)
                .Replace("add_embedding.linear_1", "label_emb.0.0", StringComparison.Ordinal).Replace("add_embedding.linear_2", "label_emb.0.2", StringComparison.Ordinal)
                .Replace("mid_block.resnets.0", "middle_block.0", StringComparison.Ordinal).Replace("mid_block.attentions.0", "middle_block.1", StringComparison.Ordinal)
                .Replace("mid_block.resnets.1", "middle_block.2", StringComparison.Ordinal),
        };
        bool isResnet = name.Contains(".resnets.", StringComparison.Ordinal);
        plain = DownBlock().Replace(plain, match => $"input_blocks.{1 + (Number(match, "block") * (layers + 1)) + Number(match, "layer")}.{(match.Groups["kind"].Value == "resnets" ? 0 : 1)}");
        plain = Downsampler().Replace(plain, match => $"input_blocks.{(Number(match, "block") + 1) * (layers + 1)}.0.op");
        plain = UpBlock().Replace(plain, match => $"output_blocks.{(Number(match, "block") * (layers + 1)) + Number(match, "layer")}.{(match.Groups["kind"].Value == "resnets" ? 0 : 1)}");
        plain = Upsampler().Replace(plain, match => $"output_blocks.{(Number(match, "block") * (layers + 1)) + layers}.{(upAttention[Number(match, "block")] ? 2 : 1)}.conv");
        return $"model.diffusion_model.{(isResnet ? Rewrite(plain, Resnet) : plain)}";
    }

    public static string Autoencoder(string name, int levels)
    {
        string plain = EncoderLevel().Replace(Rewrite(name, Autoencoders), "encoder.down.$1");
        plain = DecoderLevel().Replace(plain, match => $"decoder.up.{levels - 1 - int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)}");
        return "first_stage_model." + plain.Replace(".resnets.", ".block.", StringComparison.Ordinal)
            .Replace("downsamplers.0", "downsample", StringComparison.Ordinal).Replace("upsamplers.0", "upsample", StringComparison.Ordinal);
    }

    /// <summary>OpenCLIP's name; those of the three projections become one.</summary>
    public static string OpenClip(string name) => Projection().Replace(Rewrite(name, Texts), "attn.in_proj_");

    private static string Rewrite(string name, (string From, string To)[] rules)
        => rules.Aggregate(name, (text, rule) => text.Replace(rule.From, rule.To, StringComparison.Ordinal));

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^down_blocks\.(?<block>\d+)\.(?<kind>resnets|attentions)\.(?<layer>\d+)")]
    private static partial Regex DownBlock();

    [GeneratedRegex(@"^down_blocks\.(?<block>\d+)\.downsamplers\.0\.conv")]
    private static partial Regex Downsampler();

    [GeneratedRegex(@"^up_blocks\.(?<block>\d+)\.(?<kind>resnets|attentions)\.(?<layer>\d+)")]
    private static partial Regex UpBlock();

    [GeneratedRegex(@"^up_blocks\.(?<block>\d+)\.upsamplers\.0\.conv")]
    private static partial Regex Upsampler();

    [GeneratedRegex(@"encoder\.down_blocks\.(\d+)")]
    private static partial Regex EncoderLevel();

    [GeneratedRegex(@"decoder\.up_blocks\.(\d+)")]
    private static partial Regex DecoderLevel();

    [GeneratedRegex(@"attn\.[qkv]_proj\.")]
    private static partial Regex Projection();
}
