using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints.SingleFile;

/// <summary>
/// Names of a UNet's modules in the original Stable Diffusion code (<c>openaimodel.UNetModel</c>): it numbers the blocks through all levels, and counts
/// a downsampler as a block of its own.
/// </summary>
internal static class UNetNames
{
    /// <summary>What the keys of a whole checkpoint begin with.</summary>
    public const string Prefix = "model.diffusion_model.";

    private static readonly (string Ours, string Original)[] ResnetParts =
    [
        ("norm1", "in_layers.0"), ("conv1", "in_layers.2"), ("time_emb_proj", "emb_layers.1"), ("norm2", "out_layers.0"), ("conv2", "out_layers.3"),
        ("conv_shortcut", "skip_connection"),
    ];

    public static ModuleNames Create(UNetConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        ModuleNames names = new();
        names.Add("time_embedding.linear_1", "time_embed.0");
        names.Add("time_embedding.linear_2", "time_embed.2");
        names.Add("add_embedding.linear_1", "label_emb.0.0");
        names.Add("add_embedding.linear_2", "label_emb.0.2");
        names.Add("conv_in", "input_blocks.0.0");
        names.Add("conv_norm_out", "out.0");
        names.Add("conv_out", "out.2");
        AddDown(names, config);
        AddResnet(names, "mid_block.resnets.0", "middle_block.0");
        names.Add("mid_block.attentions.0", "middle_block.1");
        AddResnet(names, "mid_block.resnets.1", "middle_block.2");
        AddUp(names, config);
        return names;
    }

    private static void AddDown(ModuleNames names, UNetConfig config)
    {
        int block = 1, levels = config.BlockOutChannels.Count;
        for (int level = 0; level < levels; level++)
        {
            for (int layer = 0; layer < config.LayersPerBlock[level]; layer++, block++)
            {
                AddResnet(names, $"down_blocks.{level}.resnets.{layer}", $"input_blocks.{block}.0");
                names.Add($"down_blocks.{level}.attentions.{layer}", $"input_blocks.{block}.1");
            }

            if (level < levels - 1)
            {
                names.Add($"down_blocks.{level}.downsamplers.0.conv", $"input_blocks.{block++}.0.op");
            }
        }
    }

    private static void AddUp(ModuleNames names, UNetConfig config)
    {
        int block = 0, levels = config.BlockOutChannels.Count;
        for (int up = 0; up < levels; up++)
        {
            int layers = config.LayersPerBlock[levels - 1 - up] + 1;
            for (int layer = 0; layer < layers; layer++, block++)
            {
                AddResnet(names, $"up_blocks.{up}.resnets.{layer}", $"output_blocks.{block}.0");
                names.Add($"up_blocks.{up}.attentions.{layer}", $"output_blocks.{block}.1");
            }

            if (up < levels - 1)
            {
                // It follows the last block's attention, where there is one.
                names.Add($"up_blocks.{up}.upsamplers.0.conv", $"output_blocks.{block - 1}.{(config.UpAttention[up] ? 2 : 1)}.conv");
            }
        }
    }

    private static void AddResnet(ModuleNames names, string ours, string original)
    {
        foreach ((string part, string originalPart) in ResnetParts)
        {
            names.Add($"{ours}.{part}", $"{original}.{originalPart}");
        }
    }
}
