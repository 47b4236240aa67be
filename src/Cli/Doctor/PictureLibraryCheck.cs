using ReCorD.Compute.Imaging;
using ReCorD.Vision.Imaging;

namespace ReCorD.Cli.Doctor;

/// <summary>libvips: whether it loads, which version it is, and whether it writes a picture that reads back the same.</summary>
internal sealed class PictureLibraryCheck : IHealthCheck
{
    public IEnumerable<Finding> Look(CancellationToken cancellationToken)
    {
        yield return Probe.Run("libvips", () =>
        {
            RgbImage image = new(2, 1, [255, 0, 0, 0, 0, 255]);
            bool same = ImageFile.Decode(ImageFile.EncodePng(image)).Pixels.AsSpan().SequenceEqual(image.Pixels);
            return same
                ? new Finding("libvips", Health.Ok, $"{ImageFile.LibraryVersion}, writes and reads PNG")
                : new Finding("libvips", Health.Failure, $"{ImageFile.LibraryVersion} changes the pixels of a PNG");
        });
    }
}
