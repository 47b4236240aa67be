using ReCorD.Compute.Imaging;
using ReCorD.Vision.Imaging;

namespace ReCorD.Vision.Tests.Imaging;

public sealed class SvgRendererTests
{
    private const string RightHalfRed = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><rect x='0.5' y='0' width='0.5' height='1' fill='#f00'/></svg>";

    [Fact]
    public void Render_OnWhite_StretchesToTheSize()
    {
        RgbImage image = SvgRenderer.Render(RightHalfRed, 8, 4);

        Assert.Equal((8, 4), (image.Width, image.Height));
        Assert.Equal((255, 255, 255), TestFiles.Pixel(image, 3, 2));
        Assert.Equal((255, 0, 0), TestFiles.Pixel(image, 4, 2));
    }

    [Fact]
    public void Render_OverBackground_BlendsByOpacity()
    {
        // Closed form: alpha of 0.2 is 51/255; 51/255 of white over (100, 50, 0) is 100 + 31, 50 + 41, 0 + 51.
        RgbImage background = TestFiles.Solid(2, 2, 100, 50, 0);
        string svg = "<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10px'><rect width='10' height='10' fill='#fff' fill-opacity='0.2'/></svg>";

        RgbImage image = SvgRenderer.Render(svg, background);

        Assert.Equal((131, 91, 51), TestFiles.Pixel(image, 1, 1));
        Assert.Equal((100, 50, 0), TestFiles.Pixel(background, 1, 1));
    }

    [Fact]
    public void Render_Twice_GivesTheSamePixels()
    {
        string svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 10'><circle cx='5' cy='5' r='4' fill='#0a0'/></svg>";

        Assert.Equal(SvgRenderer.Render(svg, 50, 50).Pixels, SvgRenderer.Render(svg, 50, 50).Pixels);
    }

    [Theory]
    [InlineData("<svg", "not well-formed")]
    [InlineData("", "not well-formed")]
    [InlineData("<html/>", "root element svg")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>", "viewBox")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' width='5em' height='1'/>", "found 5em")]
    [InlineData("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'>&a;</svg>", "DTD")]
    public void Render_BadDocument_SaysWhatIsWrong(string svg, string expected)
        => Assert.Contains(expected, Assert.Throws<ImageFormatException>(() => SvgRenderer.Render(svg, 4, 4)).Message, StringComparison.Ordinal);

    [Fact]
    public void Render_LinkToAFile_IsNotFollowed()
    {
        string svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><image href='file:///etc/hostname' width='1' height='1'/></svg>";

        Assert.All(SvgRenderer.Render(svg, 4, 4).Pixels, value => Assert.Equal(255, value));
    }
}
