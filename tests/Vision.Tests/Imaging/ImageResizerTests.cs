using ReCorD.Compute.Imaging;
using ReCorD.Vision.Imaging;

namespace ReCorD.Vision.Tests.Imaging;

public sealed class ImageResizerTests
{
    [Theory]
    [InlineData(6, 4)]
    [InlineData(4, 4)]
    [InlineData(9, 2)]
    [InlineData(1, 1)]
    public void Resize_Nearest_TakesThePixelUnderTheCentre(int width, int height)
    {
        RgbImage image = TestFiles.Pattern(3, 2);

        RgbImage resized = ImageResizer.Resize(image, width, height, ResizeKernel.Nearest);

        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (int sourceX, int sourceY) = ((int)((x + 0.5) * 3 / width), (int)((y + 0.5) * 2 / height));
                Assert.Equal(TestFiles.Pixel(image, sourceX, sourceY), TestFiles.Pixel(resized, x, y));
            }
        }
    }

    [Theory]
    [InlineData(64, 64, 512, 512)]
    [InlineData(512, 384, 64, 64)]
    [InlineData(7, 5, 333, 101)]
    [InlineData(1000, 3, 64, 64)]
    [InlineData(101, 67, 64, 64)]
    public void Resize_Lanczos3_GivesExactlyTheSize(int fromWidth, int fromHeight, int width, int height)
    {
        RgbImage resized = ImageResizer.Resize(TestFiles.Pattern(fromWidth, fromHeight), width, height, ResizeKernel.Lanczos3);

        Assert.Equal((width, height), (resized.Width, resized.Height));
    }

    [Fact]
    public void Resize_Lanczos3OfOneColour_KeepsIt()
    {
        RgbImage resized = ImageResizer.Resize(TestFiles.Solid(40, 40, 10, 200, 90), 64, 17, ResizeKernel.Lanczos3);

        Assert.All(resized.Pixels.Chunk(3), pixel => Assert.Equal([10, 200, 90], pixel));
    }

    [Fact]
    public void Resize_SameSize_GivesACopy()
    {
        RgbImage image = TestFiles.Pattern(5, 5);

        RgbImage resized = ImageResizer.Resize(image, 5, 5, ResizeKernel.Lanczos3);

        Assert.Equal(image.Pixels, resized.Pixels);
        Assert.NotSame(image.Pixels, resized.Pixels);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, -1)]
    [InlineData(5, 20000)]
    public void Resize_SizeOutside_Throws(int width, int height)
        => Assert.Throws<ArgumentOutOfRangeException>(() => ImageResizer.Resize(TestFiles.Pattern(2, 2), width, height, ResizeKernel.Nearest));
}
