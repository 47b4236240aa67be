using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Diffusion.Tests.Pipelines;

/// <summary>Tiles of 8 cells, of which neighbours share 2, with 2 pixels a cell.</summary>
public sealed class LatentTilingTests
{
    private const int Tile = 16, Factor = 2, Cells = 8;

    private readonly LatentTiling tiling = new(Tile, Factor);

    [Fact]
    public void Cut_LargerLatent_StartsEveryThreeQuartersOfATile()
    {
        IReadOnlyList<LatentTile> tiles = tiling.Cut(Cells, 14);

        Assert.Equal([new(0, 0, 8, 8), new(0, 6, 8, 8), new(0, 12, 8, 2), new(6, 0, 2, 8), new(6, 6, 2, 8), new(6, 12, 2, 2)], tiles);
    }

    [Theory]
    [InlineData(8, 8, false)]
    [InlineData(9, 8, true)]
    [InlineData(8, 9, true)]
    public void Cuts_Latent_WhereASideIsLonger(int height, int width, bool expected) => Assert.Equal(expected, tiling.Cuts(height, width));

    /// <summary>A decoder that treats each cell alone gives the same picture in tiles.</summary>
    [Theory]
    [InlineData(8, 14)]
    [InlineData(20, 11)]
    [InlineData(16, 16)]
    public void Join_TilesOfOnePicture_GivesThePicture(int height, int width)
    {
        float[] whole = [.. Enumerable.Range(0, 3 * height * Factor * width * Factor).Select(i => MathF.Sin(i))];
        float Pixel(int channel, int y, int x) => whole[(((channel * height * Factor) + y) * width * Factor) + x];
        Dictionary<LatentTile, float[]> tiles = tiling.Cut(height, width).ToDictionary(tile => tile, tile => Fill(
            tile, 3, (channel, y, x) => Pixel(channel, (tile.Top * Factor) + y, (tile.Left * Factor) + x)));

        float[] joined = tiling.Join(tiles, 3, height, width);

        // A mixture of two equal numbers can be off by one rounding.
        Assert.All(whole.Zip(joined), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    /// <summary>The mixture goes from all of the left tile to all of the right over a quarter of a tile, 4 pixels: shares 0, 1/4, 1/2, 3/4 (<c>blend_h</c> of diffusers).</summary>
    [Fact]
    public void Join_TwoTiles_BlendsEvenly()
    {
        Dictionary<LatentTile, float[]> tiles = tiling.Cut(6, 12).ToDictionary(tile => tile, tile => Fill(tile, 1, (_, _, _) => tile.Left == 0 ? 0f : 1));

        float[] joined = tiling.Join(tiles, 1, 6, 12);

        Assert.Equal([.. Enumerable.Repeat(0f, 12), 0, 0.25f, 0.5f, 0.75f, .. Enumerable.Repeat(1f, 8)], joined[..24]);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(0)]
    public void Tile_QuarterIsNoWholeNumberOfCells_IsRefused(int pixels)
        => Assert.Contains("multiple of 8", Assert.Throws<ArgumentOutOfRangeException>(() => new LatentTiling(pixels, Factor)).Message, StringComparison.Ordinal);

    private static float[] Fill(LatentTile tile, int channels, Func<int, int, int, float> value) =>
    [
        .. from channel in Enumerable.Range(0, channels) from y in Enumerable.Range(0, tile.Height * Factor) from x in Enumerable.Range(0, tile.Width * Factor)
           select value(channel, y, x),
    ];
}
