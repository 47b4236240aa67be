namespace ReCorD.Diffusion.Pipelines;

/// <summary>
/// Cuts a latent into overlapping tiles and joins the pictures of the tiles again, blended where they overlap: <c>AutoencoderKL.tiled_decode</c> of
/// diffusers, with its overlap of a quarter.
/// </summary>
internal sealed class LatentTiling
{
    /// <summary>Overlap of neighbours, as a part of a tile.</summary>
    private const int OverlapPart = 4;

    private readonly int cells;
    private readonly int factor;

    /// <param name="pixels">Side of a tile in pixels.</param>
    /// <param name="factor">Pixels per latent cell.</param>
    /// <exception cref="ArgumentOutOfRangeException">A quarter of the tile is no whole number of cells.</exception>
    public LatentTiling(int pixels, int factor)
    {
        if (pixels <= 0 || pixels % (OverlapPart * factor) != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(pixels), pixels, $"The side of the autoencoder's tiles must be a multiple of {OverlapPart * factor} pixels, {OverlapPart} cells of its latent.");
        }

        cells = pixels / factor;
        this.factor = factor;
    }

    /// <summary>Cells from one tile's start to the next one's.</summary>
    private int Step => cells - (cells / OverlapPart);

    /// <summary>Whether a latent is larger than a tile.</summary>
    public bool Cuts(int height, int width) => height > cells || width > cells;

    /// <summary>The tiles of a latent, row by row; the last of a row or column can be smaller.</summary>
    public IReadOnlyList<LatentTile> Cut(int height, int width) =>
    [
        .. from top in Starts(height) from left in Starts(width) select new LatentTile(top, left, Math.Min(cells, height - top), Math.Min(cells, width - left)),
    ];

    /// <summary>One picture [channels, height, width] from those of the tiles, which are changed.</summary>
    /// <param name="tiles">From <see cref="Cut"/>, each with its picture [channels, tile height * factor, tile width * factor].</param>
    /// <param name="channels">Channels of the pictures.</param>
    /// <param name="height">Height of the latent.</param>
    /// <param name="width">Width of the latent.</param>
    public float[] Join(IReadOnlyDictionary<LatentTile, float[]> tiles, int channels, int height, int width)
    {
        float[] picture = new float[channels * height * factor * width * factor];
        foreach (LatentTile tile in Cut(height, width))
        {
            float[] pixels = tiles[tile];
            for (int channel = 0; channel < channels; channel++)
            {
                BlendFromAbove(tiles, tile, channel);
                BlendFromLeft(tiles, tile, channel);
                for (int y = 0; y < Math.Min(Step, tile.Height) * factor; y++)
                {
                    int from = ((channel * tile.Height * factor) + y) * tile.Width * factor, to = (((channel * height) + tile.Top) * factor) + y;
                    pixels.AsSpan(from, Math.Min(Step, tile.Width) * factor).CopyTo(picture.AsSpan((to * width * factor) + (tile.Left * factor)));
                }
            }
        }

        return picture;
    }

    /// <summary>The tile's first rows become mixtures with the last rows of the tile above, from all of that one to all of this.</summary>
    private void BlendFromAbove(IReadOnlyDictionary<LatentTile, float[]> tiles, LatentTile tile, int channel)
    {
        if (tile.Top == 0)
        {
            return;
        }

        LatentTile above = tile with { Top = tile.Top - Step, Height = cells };
        int extent = Math.Min(tile.Height * factor, cells / OverlapPart * factor);
        for (int y = 0; y < extent; y++)
        {
            Span<float> row = Row(tiles[tile], tile, channel, y), other = Row(tiles[above], above, channel, (cells * factor) - extent + y);
            float share = (float)y / extent;
            for (int x = 0; x < row.Length; x++)
            {
                row[x] = (other[x] * (1 - share)) + (row[x] * share);
            }
        }
    }

    private void BlendFromLeft(IReadOnlyDictionary<LatentTile, float[]> tiles, LatentTile tile, int channel)
    {
        if (tile.Left == 0)
        {
            return;
        }

        LatentTile left = tile with { Left = tile.Left - Step, Width = cells };
        int extent = Math.Min(tile.Width * factor, cells / OverlapPart * factor);
        for (int y = 0; y < tile.Height * factor; y++)
        {
            Span<float> row = Row(tiles[tile], tile, channel, y), other = Row(tiles[left], left, channel, y)[^extent..];
            for (int x = 0; x < extent; x++)
            {
                float share = (float)x / extent;
                row[x] = (other[x] * (1 - share)) + (row[x] * share);
            }
        }
    }

    private Span<float> Row(float[] pixels, LatentTile tile, int channel, int y)
        => pixels.AsSpan(((channel * tile.Height * factor) + y) * tile.Width * factor, tile.Width * factor);

    private IEnumerable<int> Starts(int size)
    {
        for (int start = 0; start < size; start += Step)
        {
            yield return start;
        }
    }
}

/// <summary>A part of a latent, in cells.</summary>
internal readonly record struct LatentTile(int Top, int Left, int Height, int Width);
