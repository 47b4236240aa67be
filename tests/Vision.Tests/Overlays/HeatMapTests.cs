using ReCorD.Compute.Imaging;
using ReCorD.Vision.Imaging;
using ReCorD.Vision.Overlays;
using ReCorD.Vision.Tests.Imaging;

namespace ReCorD.Vision.Tests.Overlays;

public sealed class HeatMapTests
{
    private static readonly ScalarMap Ramp = new(3, 1, [2, 3, 4]);

    public static TheoryData<string> Scales => ["inferno", "viridis"];

    [Theory]
    [MemberData(nameof(Scales))]
    public void Scale_FromLowToHigh_LightnessOnlyRises(string name)
    {
        ColourScale scale = name == "inferno" ? ColourScale.Inferno : ColourScale.Viridis;

        double[] lightness = [.. Enumerable.Range(0, 101).Select(i => Luminance(scale[i / 100.0]))];

        Assert.All(lightness.Zip(lightness.Skip(1)), pair => Assert.True(pair.Second >= pair.First, $"{pair.First} {pair.Second}"));
    }

    [Fact]
    public void Scale_Outside_IsClamped()
    {
        Assert.Equal(new Rgb(0, 0, 4), ColourScale.Inferno[-1]);
        Assert.Equal(new Rgb(0, 0, 4), ColourScale.Inferno[double.NaN]);
        Assert.Equal(new Rgb(252, 255, 164), ColourScale.Inferno[7]);
    }

    [Fact]
    public void Colour_Ramp_SpansTheScale()
    {
        RgbImage image = HeatMap.Colour(Ramp);

        Assert.Equal([0x00, 0x00, 0x04, 0xBC, 0x37, 0x54, 0xFC, 0xFF, 0xA4], image.Pixels);
    }

    [Fact]
    public void Colour_GivenRange_MakesMapsComparable()
    {
        RgbImage image = HeatMap.Colour(Ramp, new HeatMapOptions { Low = 0, High = 4, Scale = ColourScale.Viridis });

        Assert.Equal((0x21, 0x91, 0x8C), TestFiles.Pixel(image, 0, 0));
    }

    [Fact]
    public void Colour_FlatMap_TakesTheLowestColour()
        => Assert.Equal([0, 0, 4, 0, 0, 4], HeatMap.Colour(new ScalarMap(2, 1, [5, 5])).Pixels);

    [Fact]
    public void Colour_EmptyMap_Throws() => Assert.Throws<ArgumentException>(() => HeatMap.Colour(new ScalarMap(0, 0, [])));

    [Fact]
    public void Blend_LowAndHighCells_ShowPictureAndColour()
    {
        RgbImage picture = TestFiles.Solid(6, 6, 10, 200, 30);

        RgbImage blended = HeatMap.Blend(picture, new ScalarMap(2, 1, [0, 1]), new HeatMapOptions { Opacity = 1 });

        Assert.Equal((10, 200, 30), TestFiles.Pixel(blended, 0, 3));
        Assert.Equal((252, 255, 164), TestFiles.Pixel(blended, 5, 3));
        Assert.Equal(200, picture.Pixels[1]);
    }

    [Fact]
    public void Fragment_Drawn_ShowsTheCells()
    {
        RgbImage drawn = SvgOverlay.Draw(TestFiles.Solid(30, 30, 0, 0, 0), OverlayCanvas.Square, HeatMap.Fragment(Ramp, OverlayCanvas.Square));

        Assert.Equal((0xBC, 0x37, 0x54), TestFiles.Pixel(drawn, 15, 15));
        Assert.Equal((0xFC, 0xFF, 0xA4), TestFiles.Pixel(drawn, 29, 15));
    }

    // Relative luminance of linear sRGB, ITU-R BT.709 weights, gamma taken as 2.2.
    private static double Luminance(Rgb colour) =>
        (0.2126 * Math.Pow(colour.R / 255.0, 2.2)) + (0.7152 * Math.Pow(colour.G / 255.0, 2.2)) + (0.0722 * Math.Pow(colour.B / 255.0, 2.2));
}
