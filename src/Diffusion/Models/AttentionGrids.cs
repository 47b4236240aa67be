namespace ReCorD.Diffusion.Models;

/// <summary>The grids on which a UNet has cross-attention at its own picture size: 64, 32, 16 and 8 in Stable Diffusion 1, 64 and 32 in XL.</summary>
public static class AttentionGrids
{
    /// <summary>Sides, from the smallest on. The middle block's is among them.</summary>
    public static IReadOnlyList<int> Of(UNetConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        int levels = config.BlockOutChannels.Count, side = config.SampleSize;
        SortedSet<int> sides = [];
        for (int level = 0; level < levels; level++)
        {
            if (level == levels - 1 || config.DownAttention[level] || config.UpAttention[levels - 1 - level])
            {
                sides.Add(side);
            }

            // A convolution of stride 2 rounds up.
            side = (side + 1) / 2;
        }

        return [.. sides];
    }

    /// <summary>The smallest of at least this side; the largest where all are smaller.</summary>
    public static int AtLeast(UNetConfig config, int side)
    {
        IReadOnlyList<int> sides = Of(config);
        return sides.FirstOrDefault(candidate => candidate >= side, sides[^1]);
    }
}
