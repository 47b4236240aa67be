using ReCorD.Compute.Imaging;
using ReCorD.Vision.Poses.MediaPipe;

namespace ReCorD.Vision.Tests.Poses.MediaPipe;

public class DetectionDecoderTests
{
    private const int Row = 1000;

    private readonly float[] rows = new float[DetectorAnchors.All.Count * DetectionDecoder.RowLength];
    private readonly float[] scores = [.. Enumerable.Repeat(-10f, DetectorAnchors.All.Count)];

    /// <summary>Closed form: the anchor of row 1000 is (0.875, 0.625), numbers are in pixels of 224.</summary>
    [Fact]
    public void Decode_OneSureRow_IsRelativeToItsAnchor()
    {
        Set([-22.4f, 11.2f, 44.8f, 56, -11.2f, 33.6f, -11.2f, -78.4f, 0, 0, 22.4f, 0], 2);

        PersonDetection found = Assert.Single(DetectionDecoder.Decode(rows, scores));

        Assert.Equal(0.880797, found.Score, 6);
        AssertClose(new Box(0.675, 0.55, 0.875, 0.8), found.Head);
        AssertClose((0.825, 0.775), found.Hips);
        AssertClose((0.825, 0.275), found.BodyCircle);
        AssertClose((0.875, 0.625), found.Points[2]);
        AssertClose((0.975, 0.625), found.Points[3]);
    }

    /// <summary>In a letterbox of 640 x 480 (square of 640, 80 pixels above and below).</summary>
    [Fact]
    public void Decode_ThroughTheLetterbox_GivesPixels()
    {
        Set([-22.4f, 11.2f, 44.8f, 56, -11.2f, 33.6f, -11.2f, -78.4f, 0, 0, 0, 0], 2);

        PersonDetection found = Assert.Single(DetectionDecoder.Decode(rows, scores));
        ImageRegion letterbox = ImageRegion.Letterbox(640, 480);

        AssertClose((432, 272), letterbox.ToImage(new ImagePoint(found.Head.Left, found.Head.Top)), 4);
        AssertClose((560, 432), letterbox.ToImage(new ImagePoint(found.Head.Right, found.Head.Bottom)), 4);
        AssertClose((528, 416), letterbox.ToImage(found.Hips), 4);
        AssertClose((528, 96), letterbox.ToImage(found.BodyCircle), 4);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-0.01f, 0)]
    [InlineData(1e30f, 1)]
    [InlineData(float.NaN, 0)]
    public void Decode_Score_CountsFromOneHalf(float logit, int expected)
    {
        Set([0, 0, 10, 10, 0, 0, 0, 0, 0, 0, 0, 0], logit);

        Assert.Equal(expected, DetectionDecoder.Decode(rows, scores).Count);
    }

    [Theory]
    [InlineData(-1, 10, 0)]
    [InlineData(10, -1, 0)]
    [InlineData(10, 10, float.NaN)]
    [InlineData(10, 10, float.PositiveInfinity)]
    public void Decode_BoxThatIsNone_IsDropped(float width, float height, float x)
    {
        Set([x, 0, width, height, 0, 0, 0, 0, 0, 0, 0, 0], 5);

        Assert.Empty(DetectionDecoder.Decode(rows, scores));
    }

    private static void AssertClose((double X, double Y) expected, ImagePoint found, int digits = 6)
    {
        Assert.Equal(expected.X, found.X, digits);
        Assert.Equal(expected.Y, found.Y, digits);
    }

    private static void AssertClose(Box expected, Box found)
    {
        AssertClose((expected.Left, expected.Top), new ImagePoint(found.Left, found.Top));
        AssertClose((expected.Right, expected.Bottom), new ImagePoint(found.Right, found.Bottom));
    }

    private void Set(float[] row, float score)
    {
        row.CopyTo(rows, Row * DetectionDecoder.RowLength);
        scores[Row] = score;
    }
}
