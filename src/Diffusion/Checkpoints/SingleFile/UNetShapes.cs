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
        List<Level> down = Down(header), up = Up(header);
        RequireMirror(header, down, up);
        int[] channels = [.. down.Select(level => level.Channels)];
        int conditioning = header.Size($"{header.UNet}label_emb.0.0.weight", 1), middle = Depth(header, "middle_block.");
        int[] depths = [.. down.Select((level, index) => index == down.Count - 1 && middle > 0 ? middle : Math.Max(1, level.Depths[0]))];
        UNetConfig config = new()
        {
            InChannels = header.Size($"{header.UNet}input_blocks.0.0.weight", 1),
            OutChannels = header.Size($"{header.UNet}out.2.weight", 0),
            SampleSize = sampleSize,
            BlockOutChannels = channels,
            DownAttention = [.. down.Select(level => level.Depths[0] > 0)],
            UpAttention = [.. up.Select(level => level.Depths[0] > 0)],
            LayersPerBlock = [.. down.Select(level => level.Depths.Count)],
            TransformerLayersPerBlock = depths,
            Middle = middle > 0 ? UNetMiddle.CrossAttention : header.Has($"{header.UNet}middle_block.0.in_layers.0.weight") ? UNetMiddle.Resnet : UNetMiddle.None,
            AttentionHeads = [.. channels.Select(count => family == CheckpointFamily.StableDiffusion1 ? HeadsOfTheFirst : Math.Max(1, count / HeadWidth))],
            CrossAttentionDim = FamilyDetection.ContextWidth(header),
            UseLinearProjection = family != CheckpointFamily.StableDiffusion1,

            // Version 2.1 overflows in half precision without it, and no weight tells 2.1 from 2.0, which is none the worse for it.
            UpcastAttention = family == CheckpointFamily.StableDiffusion2,
            AdditionTimeEmbedDim = conditioning > 0 ? SizeEmbedding : 0,
            ProjectionInputDim = conditioning,
        };
        bool isPlain = down.Zip(depths).All(level => level.First.Has(level.Second)) && up.AsEnumerable().Reverse().Zip(depths).All(level => level.First.Has(level.Second));
        return isPlain ? config : config with
        {
            DownTransformerLayers = [.. down.Select(level => level.Depths)],
            UpTransformerLayers = [.. up.Select(level => level.Depths)],
        };
    }

    /// <summary>Walks the blocks: a residual block belongs to the level at hand, a downsampler ends it.</summary>
    private static List<Level> Down(CheckpointHeader header)
    {
        List<Level> levels = [];
        Level level = new();
        for (int block = 1; ; block++)
        {
            string key = $"input_blocks.{block}.";
            if (header.Has($"{header.UNet}{key}0.in_layers.0.weight"))
            {
                level.Add(header, key);
                continue;
            }

            if (level.Depths.Count == 0)
            {
                throw Unknown(header, $"there is no residual block before {key}");
            }

            levels.Add(level);
            level = new Level();
            if (!header.Has($"{header.UNet}{key}0.op.weight"))
            {
                return levels;
            }
        }
    }

    /// <summary>In the upper half the levels have one block more each, and an upsampler within the last of them.</summary>
    private static List<Level> Up(CheckpointHeader header)
    {
        List<Level> levels = [new Level()];
        for (int block = 0; header.Has($"{header.UNet}output_blocks.{block}.0.in_layers.0.weight"); block++)
        {
            string key = $"output_blocks.{block}.";
            levels[^1].Add(header, key);
            if (header.Has($"{header.UNet}{key}1.conv.weight") || header.Has($"{header.UNet}{key}2.conv.weight"))
            {
                levels.Add(new Level());
            }
        }

        return levels;
    }

    /// <summary>Our networks have the same levels both ways, and in one direction of a level attention everywhere or nowhere; depths may differ, as in distilled ones.</summary>
    private static void RequireMirror(CheckpointHeader header, List<Level> down, List<Level> up)
    {
        if (up.Count != down.Count)
        {
            throw Unknown(header, $"there are {down.Count} levels on the way down and {up.Count} on the way up");
        }

        for (int index = 0; index < down.Count; index++)
        {
            Level below = down[index], above = up[^(index + 1)];
            if (below.Channels != above.Channels || below.Depths.Count + 1 != above.Depths.Count || below.IsMixed || above.IsMixed)
            {
                throw Unknown(header, $"level {index} has {below} on the way down and {above} on the way up");
            }
        }
    }

    private static int Depth(CheckpointHeader header, string block) => header.Count($"{header.UNet}{block}1.transformer_blocks.", ".norm1.weight");

    private static ModelFolderException Unknown(CheckpointHeader header, string what)
        => new(header.File.Path, null, $"the UNet is not built as those of Stable Diffusion 1, 2 and XL: {what}.");

    /// <summary>Residual blocks of one size, and the transformer layers of the attention behind each; 0 where there is none.</summary>
    private sealed class Level
    {
        public int Channels { get; private set; }

        public List<int> Depths { get; } = [];

        public bool IsMixed => Depths.Contains(0) && Depths.Exists(depth => depth > 0);

        public void Add(CheckpointHeader header, string block)
        {
            Channels = header.Size($"{header.UNet}{block}0.out_layers.3.weight", 0);
            Depths.Add(Depth(header, block));
        }

        public bool Has(int depth) => Depths.TrueForAll(own => own == 0 || own == depth);

        public override string ToString() => $"blocks of {Channels} channels with {string.Join(", ", Depths)} transformer layers";
    }
}
