using ReCorD.Compute.Imaging;
using ReCorD.Vision.Imaging;

namespace ReCorD.Plugins.Imaging;

/// <summary>
/// Prepares pictures for vision-language models, which look at tiles of several hundred pixels: small pictures are enlarged by a
/// whole factor with hard edges and sent as PNG, large ones reduced and sent as JPEG.
/// </summary>
public sealed class ChatImageEncoder : IImageEncoder
{
    /// <summary>Pictures with a shorter longest side than this are enlarged to at least this.</summary>
    public const int SmallestSide = 256;

    /// <summary>Longest side sent.</summary>
    public const int LargestSide = 768;

    public EncodedImage Encode(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        int side = Math.Max(image.Width, image.Height);
        if (side < SmallestSide)
        {
            int factor = (SmallestSide + side - 1) / side;
            RgbImage enlarged = ImageResizer.Resize(image, image.Width * factor, image.Height * factor, ResizeKernel.Nearest);
            return new EncodedImage(ImageFile.EncodePng(enlarged), "image/png");
        }

        double scale = Math.Min(1, (double)LargestSide / side);
        RgbImage sent = scale == 1
            ? image
            : ImageResizer.Resize(image, Math.Max(1, (int)Math.Round(image.Width * scale)), Math.Max(1, (int)Math.Round(image.Height * scale)), ResizeKernel.Lanczos3);
        return new EncodedImage(ImageFile.EncodeJpeg(sent), "image/jpeg");
    }
}
