using ReCorD.Compute.Imaging;
using ReCorD.Vision.Overlays;

namespace ReCorD.Vision.Tests.Overlays;

public sealed class HeatMapTests
{
    private static readonly ScalarMap Ramp = new(3, 1, [2, 3, 4]);

    [Fact]
    public void Scale_FromLowToHigh_LightnessOnlyRises()
    {
        double[] lightness = [.. Enumerable.Range(0, 101).Select(i => Luminance(ColourScale.Inferno[i / 100.0]))];

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
        RgbImage image = HeatMap.Colour(new ScalarMap(4, 1, [0, 2, 4, float.NaN]), new HeatMapOptions { Low = 0, High = 2 });

        // Ends of matplotlib's "inferno"; values above the range stay at its end, NaN counts as nothing.
        Assert.Equal([0, 0, 4, 252, 255, 164, 252, 255, 164, 0, 0, 4], image.Pixels);
    }

    [Fact]
    public void Colour_FlatMap_TakesTheLowestColour()
        => Assert.Equal([0, 0, 4, 0, 0, 4], HeatMap.Colour(new ScalarMap(2, 1, [5, 5])).Pixels);

    [Fact]
    public void Colour_EmptyMap_Throws() => Assert.Throws<ArgumentException>(() => HeatMap.Colour(new ScalarMap(0, 0, [])));

    // Relative luminance of linear sRGB, ITU-R BT.709 weights, gamma taken as 2.2.
    private static double Luminance(Rgb colour) =>
        (0.2126 * Math.Pow(colour.R / 255.0, 2.2)) + (0.7152 * Math.Pow(colour.G / 255.0, 2.2)) + (0.0722 * Math.Pow(colour.B / 255.0, 2.2));
}
