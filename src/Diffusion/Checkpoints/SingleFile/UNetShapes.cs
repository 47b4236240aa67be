using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints.SingleFile;

/// <summary>Finds a UNet's configuration from the shapes of its weights.</summary>
internal static class UNetShapes
{
    /// <summary>Heads of Stable Diffusion 1 on every level. They leave no trace in the weights.</summary>
    private const int HeadsOfTheFirst = 8;

    /// <summary>Width of a head in the second generation and XL.</summary>
    private const int HeadWidth = 64;

    /// <summary>Width of each embedding of a size in XL.</summary>
    private const int SizeEmbedding = 256;

    /// <param name="header">The checkpoint.</param>
    /// <param name="family">Its kind.</param>
    /// <param name="sampleSize">Side of the latents it was trained on, which no weight tells.</param>
    /// <exception cref="ModelFolderException">Its levels are built as no network of ours is.</exception>
    public static UNetConfig Read(CheckpointHeader header, CheckpointFamily family, int sampleSize)
    {
        IReadOnlyList<Level> down = Down(header), up = Up(header, down.Count);
        RequireSymmetry(header, down, up);
        int[] channels = [.. down.Select(level => level.Channels)];
        int conditioning = header.Size($"{header.UNet}label_emb.0.0.weight", 1);
        return new UNetConfig
        {
            InChannels = header.Size($"{header.UNet}input_blocks.0.0.weight", 1),
            OutChannels = header.Size($"{header.UNet}out.2.weight", 0),
            SampleSize = sampleSize,
            BlockOutChannels = channels,
            DownAttention = [.. down.Select(level => level.Depth > 0)],
            UpAttention = [.. up.Select(level => level.Depth > 0)],
            LayersPerBlock = [.. down.Select(level => level.Layers)],
            TransformerLayersPerBlock = [.. down.Zip(up.Reverse(), (below, above) => Math.Max(1, Math.Max(below.Depth, above.Depth)))],
            AttentionHeads = [.. channels.Select(count => family == CheckpointFamily.StableDiffusion1 ? HeadsOfTheFirst : Math.Max(1, count / HeadWidth))],
            CrossAttentionDim = FamilyDetection.ContextWidth(header),
            UseLinearProjection = family != CheckpointFamily.StableDiffusion1,
            AdditionTimeEmbedDim = conditioning > 0 ? SizeEmbedding : 0,
            ProjectionInputDim = conditioning,
        };
    }

    /// <summary>Walks the blocks: a residual block belongs to the level at hand, a downsampler ends it.</summary>
    private static List<Level> Down(CheckpointHeader header)
    {
        List<Level> levels = [];
        Level level = default;
        for (int block = 1; ; block++)
        {
            string key = $"{header.UNet}input_blocks.{block}.";
            if (header.Has($"{key}0.in_layers.0.weight"))
            {
                level = Add(header, level, key);
            }
            else
            {
                levels.Add(level);
                level = default;
                if (!header.Has($"{key}0.op.weight"))
                {
                    return levels;
                }
            }
        }
    }

    /// <summary>In the upper half the levels have one block more each, and an upsampler within the last of them.</summary>
    private static List<Level> Up(CheckpointHeader header, int count)
    {
        List<Level> levels = [];
        Level level = default;
        for (int block = 0; header.Has($"{header.UNet}output_blocks.{block}.0.in_layers.0.weight"); block++)
        {
            string key = $"{header.UNet}output_blocks.{block}.";
            level = Add(header, level, key);
            if (header.Has($"{key}1.conv.weight") || header.Has($"{key}2.conv.weight"))
            {
                levels.Add(level);
                level = default;
            }
        }

        levels.Add(level);
        return levels.Count == count ? levels : throw Unknown(header, $"there are {count} levels on the way down and {levels.Count} on the way up");
    }

    private static Level Add(CheckpointHeader header, Level level, string block)
    {
        int depth = header.Count($"{block}1.transformer_blocks.", ".norm1.weight");
        return level.Layers == 0 || level.Depth == depth
            ? new Level(header.Size($"{block}0.out_layers.3.weight", 0), level.Layers + 1, depth)
            : throw Unknown(header, $"the blocks of one level have {level.Depth} and {depth} transformer layers (at {block})");
    }

    /// <summary>Our networks mirror the way down on the way up, and the middle has the last level's depth; some distilled ones do not.</summary>
    private static void RequireSymmetry(CheckpointHeader header, IReadOnlyList<Level> down, IReadOnlyList<Level> up)
    {
        for (int index = 0; index < down.Count; index++)
        {
            Level below = down[index], above = up[^(index + 1)];
            if (below.Channels != above.Channels || below.Layers + 1 != above.Layers || (below.Depth != above.Depth && below.Depth > 0 && above.Depth > 0))
            {
                throw Unknown(header, $"level {index} has {below} on the way down and {above} on the way up");
            }
        }

        int middle = header.Count($"{header.UNet}middle_block.1.transformer_blocks.", ".norm1.weight");
        int expected = Math.Max(1, Math.Max(down[^1].Depth, up[0].Depth));
        if (middle != expected)
        {
            throw Unknown(header, $"its middle has {middle} transformer layers where the last level has {expected}");
        }
    }

    private static ModelFolderException Unknown(CheckpointHeader header, string what)
        => new(header.File.Path, null, $"the UNet is none of Stable Diffusion 1, 2 or XL, nor a distilled one that is built like them: {what}.");

    private readonly record struct Level(int Channels, int Layers, int Depth)
    {
        public override string ToString() => $"{Layers} blocks of {Channels} channels with {Depth} transformer layers";
    }
}
