using ReCorD.Compute.Imaging;

namespace ReCorD.Vision.Overlays;

/// <summary>
/// The coordinates in which overlays are drawn: the SVG viewBox <c>0 0 Width Height</c>. It has the picture's aspect ratio, so that
/// circles stay round. Line widths are given for a canvas whose shorter side is 512 and scale with it.
/// </summary>
public readonly record struct OverlayCanvas(double Width, double Height)
{
    /// <summary>The 512-space of ReCorD, for square pictures.</summary>
    public static OverlayCanvas Square { get; } = new(Box.ReferenceSize, Box.ReferenceSize);

    /// <summary>Length of one unit of line width.</summary>
    internal double Unit => Math.Min(Width, Height) / Box.ReferenceSize;

    /// <summary>A canvas for the picture, its longer side 512.</summary>
    public static OverlayCanvas For(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        double scale = (double)Box.ReferenceSize / Math.Max(image.Width, image.Height);
        return new OverlayCanvas(image.Width * scale, image.Height * scale);
    }
}
