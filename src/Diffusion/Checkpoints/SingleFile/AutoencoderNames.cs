using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints.SingleFile;

/// <summary>Names of an autoencoder's modules in the original code (<c>AutoencoderKL</c> of latent-diffusion), which counts the decoder's levels from the largest picture.</summary>
internal static class AutoencoderNames
{
    private static readonly (string Ours, string Original)[] Middle =
    [
        ("resnets.0", "block_1"), ("resnets.1", "block_2"), ("attentions.0.group_norm", "attn_1.norm"), ("attentions.0.to_q", "attn_1.q"),
        ("attentions.0.to_k", "attn_1.k"), ("attentions.0.to_v", "attn_1.v"), ("attentions.0.to_out.0", "attn_1.proj_out"),
    ];

    public static ModuleNames Create(AutoencoderConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        ModuleNames names = new();
        foreach (string half in new[] { "encoder", "decoder" })
        {
            names.Add($"{half}.conv_in", $"{half}.conv_in");
            names.Add($"{half}.conv_norm_out", $"{half}.norm_out");
            names.Add($"{half}.conv_out", $"{half}.conv_out");
            foreach ((string ours, string original) in Middle)
            {
                names.Add($"{half}.mid_block.{ours}", $"{half}.mid.{original}");
            }
        }

        names.Add("quant_conv", "quant_conv");
        names.Add("post_quant_conv", "post_quant_conv");
        int levels = config.BlockOutChannels.Count;
        for (int level = 0; level < levels; level++)
        {
            string down = $"encoder.down_blocks.{level}", up = $"decoder.up_blocks.{levels - 1 - level}";
            AddResnets(names, down, $"encoder.down.{level}", config.LayersPerBlock);
            AddResnets(names, up, $"decoder.up.{level}", config.LayersPerBlock + 1);
            names.Add($"{down}.downsamplers.0.conv", $"encoder.down.{level}.downsample.conv");
            names.Add($"{up}.upsamplers.0.conv", $"decoder.up.{level}.upsample.conv");
        }

        return names;
    }

    private static void AddResnets(ModuleNames names, string ours, string original, int count)
    {
        for (int layer = 0; layer < count; layer++)
        {
            names.Add($"{ours}.resnets.{layer}.conv_shortcut", $"{original}.block.{layer}.nin_shortcut");
            names.Add($"{ours}.resnets.{layer}", $"{original}.block.{layer}");
        }
    }
}
