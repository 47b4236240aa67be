using ReCorD.Compute.Imaging;
using ReCorD.Vision.Imaging.Native;

namespace ReCorD.Vision.Imaging;

/// <summary>Changes the size of pictures. Safe to call from several threads.</summary>
public static class ImageResizer
{
    /// <summary>The picture at exactly the given size; the aspect ratio follows. The same size gives the same pixels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is not in 1..<see cref="ImageFile.MaximumSide"/>, or the kernel is unknown.</exception>
    public static RgbImage Resize(RgbImage image, int width, int height, ResizeKernel kernel)
    {
        ArgumentNullException.ThrowIfNull(image);
        CheckSide(width, nameof(width));
        CheckSide(height, nameof(height));
        if (width == image.Width && height == image.Height)
        {
            return new RgbImage(width, height, [.. image.Pixels]);
        }

        return kernel switch
        {
            ResizeKernel.Nearest => Nearest(image, width, height),
            ResizeKernel.Lanczos3 => Lanczos3(image, width, height),
            _ => throw new ArgumentOutOfRangeException(nameof(kernel), kernel, "Expected Nearest or Lanczos3."),
        };
    }

    /// <exception cref="ArgumentOutOfRangeException">The side is not in 1..<see cref="ImageFile.MaximumSide"/>.</exception>
    internal static void CheckSide(int side, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(side, ImageFile.MaximumSide, name);
    }

    /// <summary>Written out, because libvips shifts the sampling grid of its nearest kernel at sizes that are no whole multiple.</summary>
    private static RgbImage Nearest(RgbImage image, int width, int height)
    {
        byte[] pixels = new byte[checked(width * height * 3)];
        for (int y = 0; y < height; y++)
        {
            int sourceRow = (int)(((2L * y) + 1) * image.Height / (2L * height)) * image.Width;
            for (int x = 0; x < width; x++)
            {
                int source = (sourceRow + (int)(((2L * x) + 1) * image.Width / (2L * width))) * 3;
                image.Pixels.AsSpan(source, 3).CopyTo(pixels.AsSpan(((y * width) + x) * 3));
            }
        }

        return new RgbImage(width, height, pixels);
    }

    private static RgbImage Lanczos3(RgbImage image, int width, int height)
    {
        using VipsImage source = VipsImage.From(image);
        using VipsOperation resize = new("resize");
        using VipsImage resized = resize.Set("in", source).Set("scale", (double)width / image.Width).Set("vscale", (double)height / image.Height)
            .Set("kernel", "lanczos3").RunToImage();
        return resized.Width == width && resized.Height == height
            ? new RgbImage(width, height, resized.ToBytes())
            : throw new InvalidOperationException($"libvips resized a {image.Width}x{image.Height} picture to {resized.Width}x{resized.Height} instead of {width}x{height}.");
    }
}
