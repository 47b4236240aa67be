using System.Globalization;
using ReCorD.Compute.Imaging;
using ReCorD.Vision.Overlays;
using ReCorD.Vision.Tests.Imaging;

namespace ReCorD.Vision.Tests.Overlays;

public sealed class BoxOverlayTests
{
    private static readonly Box Middle = new(0.25, 0.25, 0.75, 0.75);
    private static readonly BoxStyle Red = new(new Rgb(255, 0, 0), BoxLine.Solid, 16);

    [Fact]
    public void Fragment_Solid_ColoursTheEdgeOnly()
    {
        RgbImage drawn = SvgOverlay.Draw(TestFiles.Solid(512, 512, 0, 0, 0), OverlayCanvas.Square, BoxOverlay.Fragment(Middle, Red, OverlayCanvas.Square));

        Assert.Equal((255, 0, 0), TestFiles.Pixel(drawn, 128, 256));
        Assert.Equal((255, 0, 0), TestFiles.Pixel(drawn, 256, 383));
        Assert.Equal((0, 0, 0), TestFiles.Pixel(drawn, 256, 256));
        Assert.Equal((0, 0, 0), TestFiles.Pixel(drawn, 20, 256));
    }

    [Fact]
    public void Fragment_Dashed_LeavesGaps()
    {
        RgbImage drawn = SvgOverlay.Draw(
            TestFiles.Solid(512, 512, 0, 0, 0), OverlayCanvas.Square, BoxOverlay.Fragment(Middle, Red with { Line = BoxLine.Dashed }, OverlayCanvas.Square));

        int red = Enumerable.Range(128, 256).Count(x => TestFiles.Pixel(drawn, x, 128) == (255, 0, 0));
        Assert.InRange(red, 256 * 4 / 10, 256 * 8 / 10);
    }

    [Fact]
    public void Fragment_WidePicture_FollowsItsAspectRatio()
    {
        RgbImage picture = TestFiles.Solid(256, 128, 0, 0, 0);
        OverlayCanvas canvas = OverlayCanvas.For(picture);

        RgbImage drawn = SvgOverlay.Draw(picture, canvas, BoxOverlay.Fragment(Middle, Red, canvas));

        Assert.Equal(new OverlayCanvas(512, 256), canvas);
        Assert.Equal((255, 0, 0), TestFiles.Pixel(drawn, 64, 64));
        Assert.Equal((255, 0, 0), TestFiles.Pixel(drawn, 128, 32));
    }

    [Fact]
    public void Fragment_EmptyBox_IsEmpty()
        => Assert.Equal("", BoxOverlay.Fragment(new Box(0.5, 0.5, 0.4, 0.9), BoxStyle.Target, OverlayCanvas.Square));

    [Fact]
    public void Fragment_CultureWithCommas_WritesPoints()
    {
        CultureInfo former = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
            Assert.DoesNotContain(',', BoxOverlay.Fragment(new Box(0.123, 0.1, 0.9, 0.9), BoxStyle.Found, OverlayCanvas.Square));
        }
        finally
        {
            CultureInfo.CurrentCulture = former;
        }
    }
}
