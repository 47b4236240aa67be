using System.Globalization;
using ReCorD.Compute.Imaging;

namespace ReCorD.Vision.Overlays;

/// <summary>Boxes as SVG.</summary>
public static class BoxOverlay
{
    private const double CasingOpacity = 0.75;

    /// <summary>
    /// An SVG fragment: the box's edge over a wider white one, so that it shows on any ground. Empty for an empty box. Parts outside
    /// the picture are cut by the viewBox.
    /// </summary>
    public static string Fragment(Box box, BoxStyle style, OverlayCanvas canvas)
    {
        ArgumentNullException.ThrowIfNull(style);
        if (box.IsEmpty)
        {
            return "";
        }

        double thickness = style.Thickness * canvas.Unit;
        string place = string.Create(
            CultureInfo.InvariantCulture,
            $"x=\"{box.Left * canvas.Width:0.###}\" y=\"{box.Top * canvas.Height:0.###}\" width=\"{box.Width * canvas.Width:0.###}\" height=\"{box.Height * canvas.Height:0.###}\"");
        string dashes = style.Line == BoxLine.Dashed
            ? string.Create(CultureInfo.InvariantCulture, $" stroke-dasharray=\"{thickness * 3:0.###} {thickness * 2:0.###}\"")
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<g fill=\"none\" stroke-linejoin=\"round\"><rect {place} stroke=\"#ffffff\" stroke-opacity=\"{CasingOpacity}\" stroke-width=\"{thickness * 1.8:0.###}\"/><rect {place} stroke=\"{style.Colour}\" stroke-width=\"{thickness:0.###}\"{dashes}/></g>");
    }
}
