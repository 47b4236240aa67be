using ReCorD.Vision.Poses;
using ReCorD.Vision.Poses.MediaPipe;

namespace ReCorD.Vision.Tests.Poses.MediaPipe;

public class LandmarkDecoderTests
{
    private const int LeftWrist = 15;

    private readonly float[] rows = new float[LandmarkDecoder.Rows * LandmarkDecoder.RowLength];
    private readonly float[] maps = [.. Enumerable.Repeat(-20f, 64 * 64 * LandmarkDecoder.Rows)];

    [Fact]
    public void Decode_Row_IsPixelsOf256AndLogits()
    {
        float[] row = [64, 192, 7, 2, -2];
        row.CopyTo(rows, LeftWrist * LandmarkDecoder.RowLength);

        BodyPoint[] points = LandmarkDecoder.Decode(rows, maps);

        Assert.Equal(LandmarkNames.All.Count, points.Length);
        Assert.Equal(new ImagePoint(0.25, 0.75), points[LeftWrist].Place);
        Assert.Equal(0.880797, points[LeftWrist].Visibility, 6);
        Assert.Equal(0.119203, points[LeftWrist].Presence, 6);
    }

    /// <summary>The same three cells as in the test of the refinement, here in the landmark's own channel of 39.</summary>
    [Fact]
    public void Decode_SureHeatMap_RefinesThatLandmarkAlone()
    {
        Array.Fill(rows, 128f);
        foreach ((int row, int column, float logit) in new[] { (32, 32, 2f), (32, 33, 2f), (33, 32, 0f) })
        {
            maps[(((row * 64) + column) * LandmarkDecoder.Rows) + LeftWrist] = logit;
        }

        BodyPoint[] points = LandmarkDecoder.Decode(rows, maps);

        Assert.Equal(129.55783 / 256, points[LeftWrist].Place.X, 6);
        Assert.Equal(128.88433 / 256, points[LeftWrist].Place.Y, 6);
        Assert.All(points.Where((_, i) => i != LeftWrist), point => Assert.Equal(new ImagePoint(0.5, 0.5), point.Place));
    }
}
