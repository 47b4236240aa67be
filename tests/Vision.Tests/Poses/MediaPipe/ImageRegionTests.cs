using ReCorD.Vision.Poses.MediaPipe;

namespace ReCorD.Vision.Tests.Poses.MediaPipe;

public class ImageRegionTests
{
    private static readonly ImageRegion Turned = ImageRegion.AroundBody(new ImagePoint(320, 240), new ImagePoint(440, 80));

    [Fact]
    public void AroundBody_LeaningBody_IsCentredOnTheHipsAndTurned()
    {
        // Distance 200 (a 3-4-5 triangle), so the side is 2 * 200 * 1.25; the head lies at 36.87 degrees to the right of straight up.
        Assert.Equal((320, 240), (Turned.CenterX, Turned.CenterY));
        Assert.Equal(500, Turned.Side, 9);
        Assert.Equal(0.6435011, Turned.Angle, 7);
    }

    [Theory]
    [InlineData(0, 0, 270, -110)]
    [InlineData(256, 0, 670, 190)]
    [InlineData(0, 256, -30, 290)]
    [InlineData(256, 256, 370, 590)]
    [InlineData(128, 0, 470, 40)]
    [InlineData(192, 64, 495, 215)]
    [InlineData(128, 25.6, 440, 80)]
    public void ToImage_PlaceInTheCrop_LiesThereInThePictureAndBack(double u, double v, double x, double y)
    {
        ImagePoint share = new(u / 256, v / 256), pixel = Turned.ToImage(share), back = Turned.FromImage(new ImagePoint(x, y));

        Assert.Equal(x, pixel.X, 9);
        Assert.Equal(y, pixel.Y, 9);
        Assert.Equal(share.X, back.X, 12);
        Assert.Equal(share.Y, back.Y, 12);
    }

    /// <summary>-pi and pi are the same direction: which one rounding gives does not matter.</summary>
    [Theory]
    [InlineData(100, 0, Math.PI / 2)]
    [InlineData(0, 100, -Math.PI)]
    [InlineData(-100, 0, -Math.PI / 2)]
    [InlineData(0, -100, 0)]
    public void AroundBody_DirectionOfTheHead_IsClockwiseFromUp(double x, double y, double expected)
    {
        double angle = ImageRegion.AroundBody(new ImagePoint(50, 60), new ImagePoint(50 + x, 60 + y)).Angle;

        Assert.InRange(angle, -Math.PI, Math.PI);
        Assert.Equal(0, Math.IEEERemainder(angle - expected, 2 * Math.PI), 12);
    }

    /// <summary>The region that MediaPipe's own test expects for its picture pose.jpg (1000 x 667), from the detection that it expects there.</summary>
    [Fact]
    public void AroundBody_DetectionOfMediaPipesTest_IsTheRegionOfMediaPipesTest()
    {
        const int width = 1000, height = 667;
        ImagePoint hips = new(0.49192297 * width, 0.7013345 * height), circle = new(0.48453212 * width, 0.32265595 * height);

        ImageRegion region = ImageRegion.AroundBody(hips, circle);

        Assert.Equal(0.6317167, region.Side / width, 6);
        Assert.Equal(0.9471016, region.Side / height, 6);
        Assert.Equal(-0.029253244, region.Angle, 6);
    }

    [Theory]
    [InlineData(640, 480, 0, 0, 0, -80)]
    [InlineData(640, 480, 1, 1, 640, 560)]
    [InlineData(300, 500, 0, 0, -100, 0)]
    [InlineData(300, 500, 0.5, 0.5, 150, 250)]
    [InlineData(1000, 667, 0, 0, 0, -166.5)]
    public void Letterbox_Corner_LiesOutsideTheShorterSide(int width, int height, double u, double v, double x, double y)
        => Assert.Equal(new ImagePoint(x, y), ImageRegion.Letterbox(width, height).ToImage(new ImagePoint(u, v)));
}
