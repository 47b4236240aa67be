using System.Globalization;
using ReCorD.Compute.Imaging;
using ReCorD.Vision.Imaging;

namespace ReCorD.Vision.Overlays;

/// <summary>Puts overlay fragments together: as an SVG document, or drawn on a picture.</summary>
public static class SvgOverlay
{
    /// <summary>A whole SVG document with the canvas as viewBox, without a size of its own: it fills the element that shows it.</summary>
    public static string Document(OverlayCanvas canvas, params IEnumerable<string> fragments) => string.Create(
        CultureInfo.InvariantCulture,
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {canvas.Width:0.###} {canvas.Height:0.###}\" preserveAspectRatio=\"none\">{string.Concat(fragments)}</svg>");

    /// <summary>Draws the fragments, later ones on top, over a copy of the picture. Enlarge small pictures first (nearest) to get fine lines.</summary>
    public static RgbImage Draw(RgbImage picture, OverlayCanvas canvas, params IEnumerable<string> fragments)
        => SvgRenderer.Render(Document(canvas, fragments), picture);
}
