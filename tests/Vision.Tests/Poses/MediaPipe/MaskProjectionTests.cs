using ReCorD.Compute.Imaging;
using ReCorD.Vision.Poses.MediaPipe;

namespace ReCorD.Vision.Tests.Poses.MediaPipe;

public class MaskProjectionTests
{
    private const int Side = 8;

    /// <summary>Single precision on values up to 1.</summary>
    private const double Rounding = 1e-6;

    [Fact]
    public void Project_RegionOfThePicturesOwnSize_IsTheMaskAsProbabilities()
    {
        float[] logits = [.. Enumerable.Range(0, Side * Side).Select(i => (i - 32) / 8f)];

        ScalarMap map = MaskProjection.Project(logits, Side, ImageRegion.Letterbox(Side, Side), Side, Side);

        Assert.All(map.Values.Zip(logits), pair => Assert.Equal(1 / (1 + Math.Exp(-pair.Second)), pair.First, Rounding));
    }

    /// <summary>Some exports hold probabilities already.</summary>
    [Fact]
    public void Project_ValuesAllBetweenZeroAndOne_AreTakenAsTheyAre()
    {
        float[] probabilities = [.. Enumerable.Range(0, Side * Side).Select(i => i / 63f)];

        ScalarMap map = MaskProjection.Project(probabilities, Side, ImageRegion.Letterbox(Side, Side), Side, Side);

        Assert.All(map.Values.Zip(probabilities), pair => Assert.Equal(pair.Second, pair.First, Rounding));
    }

    /// <summary>
    /// On the ramp (2 column + 3 row + 1) / 40 the projection has a closed form inside the region: columns and rows of a pixel by the inverse
    /// mapping, minus half a cell. Within half a cell of the edge the outermost cells go on; those pixels are left out here.
    /// </summary>
    [Fact]
    public void Project_TurnedRegion_IsTheMaskSeenThroughIt()
    {
        float[] ramp = [.. Enumerable.Range(0, Side * Side).Select(i => ((2 * (i % Side)) + (3 * (i / Side)) + 1) / 40f)];
        ImageRegion region = ImageRegion.AroundBody(new ImagePoint(32, 24), new ImagePoint(44, 8));

        ScalarMap map = MaskProjection.Project(ramp, Side, region, 64, 48);

        int inside = 0;
        for (int y = 0; y < map.Height; y++)
        {
            for (int x = 0; x < map.Width; x++)
            {
                ImagePoint share = region.FromImage(new ImagePoint(x + 0.5, y + 0.5));
                double column = (share.X * Side) - 0.5, row = (share.Y * Side) - 0.5;
                if (column is >= 0 and <= Side - 1 && row is >= 0 and <= Side - 1)
                {
                    inside++;
                    Assert.Equal(((2 * column) + (3 * row) + 1) / 40, map[x, y], Rounding);
                }
                else if (column is < -0.5 or >= Side - 0.5 || row is < -0.5 or >= Side - 0.5)
                {
                    Assert.Equal(0, map[x, y]);
                }
            }
        }

        Assert.InRange(inside, 1000, 64 * 48);
    }
}
