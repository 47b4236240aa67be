using System.Text.RegularExpressions;

namespace ReCorD.Diffusion.Checkpoints;

/// <summary>How the files of one kind of component are named, and which names of weights they use.</summary>
public sealed partial class WeightNaming
{
    private readonly Func<string, string?> translate;

    private WeightNaming(string stem, Func<string, string?> translate)
    {
        Stem = stem;
        this.translate = translate;
    }

    /// <summary>UNets as diffusers saves them.</summary>
    public static WeightNaming UNet { get; } = new("diffusion_pytorch_model", key => key);

    /// <summary>Autoencoders as diffusers saves them; those saved before its version 0.18 have other names in the attention.</summary>
    public static WeightNaming Autoencoder { get; } = new("diffusion_pytorch_model", AutoencoderName);

    /// <summary>Text encoders as transformers saves them, with the prefix <c>text_model.</c> or without.</summary>
    public static WeightNaming TextEncoder { get; } = new("model", TextEncoderName);

    /// <summary>What the files' names begin with.</summary>
    public string Stem { get; }

    /// <summary>The weight's name in today's diffusers or transformers; null for a key that is no weight of a network: token positions, the scale of CLIP's loss.</summary>
    public string? NameOf(string key) => translate(key);

    private static string AutoencoderName(string key)
    {
        Match match = OldAttention().Match(key);
        return !match.Success ? key : match.Groups["block"].Value + match.Groups["layer"].Value switch
        {
            "query" => "to_q",
            "key" => "to_k",
            "value" => "to_v",
            _ => "to_out.0",
        } + match.Groups["kind"].Value;
    }

    private static string? TextEncoderName(string key) => key switch
    {
        _ when key.EndsWith("position_ids", StringComparison.Ordinal) || key == "logit_scale" => null,
        _ when key.StartsWith("embeddings.", StringComparison.Ordinal) || key.StartsWith("encoder.", StringComparison.Ordinal)
            || key.StartsWith("final_layer_norm.", StringComparison.Ordinal) => $"text_model.{key}",
        _ => key,
    };

    [GeneratedRegex(@"\A(?<block>.*mid_block\.attentions\.\d+\.)(?<layer>query|key|value|proj_attn)(?<kind>\.weight|\.bias)\z", RegexOptions.CultureInvariant)]
    private static partial Regex OldAttention();
}
