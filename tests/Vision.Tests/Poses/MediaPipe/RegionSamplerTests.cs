using ReCorD.Compute.Imaging;
using ReCorD.Vision.Poses.MediaPipe;
using ReCorD.Vision.Tests.Imaging;

namespace ReCorD.Vision.Tests.Poses.MediaPipe;

public class RegionSamplerTests
{
    /// <summary>Sums of at most 256 products in single precision, values up to 255.</summary>
    private const double Rounding = 2e-3;

    [Fact]
    public void Sample_WholeSquarePictureAtItsOwnSize_IsThePicture()
    {
        RgbImage image = TestFiles.Pattern(8, 8);

        float[] pixels = RegionSampler.Sample(image, ImageRegion.Letterbox(8, 8), 8, SampleBorder.Black);

        AssertClose(image.Pixels.Select(value => (double)value), pixels);
    }

    [Fact]
    public void Sample_LetterboxOfAWidePicture_IsBlackAboveAndBelow()
    {
        float[] pixels = RegionSampler.Sample(TestFiles.Solid(8, 4, 200, 100, 50), ImageRegion.Letterbox(8, 4), 8, SampleBorder.Black);

        for (int y = 0; y < 8; y++)
        {
            double[] expected = y is >= 2 and < 6 ? [200, 100, 50] : [0, 0, 0];
            AssertClose(Enumerable.Repeat(expected, 8).SelectMany(pixel => pixel), pixels.AsSpan(y * 24, 24));
        }
    }

    [Fact]
    public void Sample_RegionBeyondThePictureReplicated_GoesOnWithTheEdge()
    {
        // The upper left quarter of a region twice as large as the picture lies wholly outside: the corner pixel fills it.
        RgbImage image = TestFiles.Pattern(4, 4);

        float[] pixels = RegionSampler.Sample(image, new ImageRegion(2, 2, 8, 0), 8, SampleBorder.Replicate);

        (byte r, byte g, byte b) = TestFiles.Pixel(image, 0, 0);
        AssertClose([r, g, b], pixels.AsSpan(0, 3));
        AssertClose([r, g, b], pixels.AsSpan(27, 3));
        (r, g, b) = TestFiles.Pixel(image, 3, 3);
        AssertClose([r, g, b], pixels.AsSpan(pixels.Length - 3));
    }

    /// <summary>A region turned clockwise by a right angle shows the picture turned the other way: its top is the picture's right side.</summary>
    [Fact]
    public void Sample_RegionTurnedByARightAngle_TurnsThePictureBack()
    {
        RgbImage image = TestFiles.Pattern(4, 4);

        float[] pixels = RegionSampler.Sample(image, new ImageRegion(2, 2, 4, Math.PI / 2), 4, SampleBorder.Black);

        for (int v = 0; v < 4; v++)
        {
            for (int u = 0; u < 4; u++)
            {
                (byte r, byte g, byte b) = TestFiles.Pixel(image, 3 - v, u);
                AssertClose([r, g, b], pixels.AsSpan(((v * 4) + u) * 3, 3));
            }
        }
    }

    /// <summary>On a linear ramp bilinear interpolation is exact at every fraction: grey is 10 x at pixel x, whose centre is x + 1/2.</summary>
    [Fact]
    public void Sample_RampAtOddSize_IsLinear()
    {
        RgbImage ramp = new(16, 16, [.. Enumerable.Range(0, 256).SelectMany(i => Enumerable.Repeat((byte)(i % 16 * 10), 3))]);

        float[] pixels = RegionSampler.Sample(ramp, new ImageRegion(8, 8, 7, 0), 5, SampleBorder.Black);

        AssertClose(
            Enumerable.Range(0, 25).SelectMany(i => Enumerable.Repeat(10 * (4.5 + ((i % 5 + 0.5) * 7 / 5) - 0.5), 3)), pixels);
    }

    /// <summary>Stripes one pixel wide, shrunk eightfold: single samples would hit white or black, the mean is grey.</summary>
    [Fact]
    public void Sample_FineStripesShrunk_AreAveraged()
    {
        RgbImage stripes = new(64, 64, [.. Enumerable.Range(0, 64 * 64).SelectMany(i => Enumerable.Repeat((byte)(i % 2 * 200), 3))]);

        float[] pixels = RegionSampler.Sample(stripes, ImageRegion.Letterbox(64, 64), 8, SampleBorder.Replicate);

        AssertClose(Enumerable.Repeat(100.0, 8 * 8 * 3), pixels);
    }

    private static void AssertClose(IEnumerable<double> expected, ReadOnlySpan<float> found)
    {
        double[] values = [.. expected];
        Assert.Equal(values.Length, found.Length);
        for (int i = 0; i < values.Length; i++)
        {
            Assert.True(Math.Abs(values[i] - found[i]) < Rounding, $"number {i}: expected {values[i]}, found {found[i]}");
        }
    }
}
