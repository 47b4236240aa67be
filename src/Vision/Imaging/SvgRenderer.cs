using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using ReCorD.Compute.Imaging;
using ReCorD.Vision.Imaging.Native;

namespace ReCorD.Vision.Imaging;

/// <summary>
/// Draws SVG through libvips (librsvg). Text should not be drawn: a fresh machine may have no fonts. Links to other files are not
/// followed. Safe to call from several threads.
/// </summary>
public static unsafe class SvgRenderer
{
    private const int Channels = 4;

    /// <summary>Draws the document, stretched to the given size, on white.</summary>
    /// <exception cref="ImageFormatException">The text is no SVG document, or none that can be drawn.</exception>
    public static RgbImage Render(string svg, int width, int height)
    {
        ImageResizer.CheckSide(width, nameof(width));
        ImageResizer.CheckSide(height, nameof(height));
        byte[] white = new byte[checked(width * height * 3)];
        Array.Fill(white, byte.MaxValue);
        return Render(svg, new RgbImage(width, height, white));
    }

    /// <summary>Draws the document, stretched to the background's size, over a copy of the background.</summary>
    /// <exception cref="ImageFormatException">The text is no SVG document, or none that can be drawn.</exception>
    public static RgbImage Render(string svg, RgbImage background)
    {
        ArgumentNullException.ThrowIfNull(svg);
        ArgumentNullException.ThrowIfNull(background);
        byte[] layer = Rasterise(WithSize(svg, background.Width, background.Height), background.Width, background.Height);
        byte[] pixels = new byte[background.Pixels.Length];
        for (int pixel = 0; pixel < pixels.Length / 3; pixel++)
        {
            int alpha = layer[(pixel * Channels) + 3];
            for (int channel = 0; channel < 3; channel++)
            {
                int index = (pixel * 3) + channel;
                int sum = (layer[(pixel * Channels) + channel] * alpha) + (background.Pixels[index] * (byte.MaxValue - alpha));
                pixels[index] = (byte)((sum + (byte.MaxValue / 2)) / byte.MaxValue);
            }
        }

        return new RgbImage(background.Width, background.Height, pixels);
    }

    /// <summary>The document with its size replaced; without a viewBox, its former size becomes one, so that the drawing is stretched.</summary>
    private static byte[] WithSize(string svg, int width, int height)
    {
        XElement root = Parse(svg);
        if (root.Attribute("viewBox") is null)
        {
            string size = $"{Pixels(root, "width")} {Pixels(root, "height")}";
            root.SetAttributeValue("viewBox", $"0 0 {size}");
        }

        root.SetAttributeValue("width", width);
        root.SetAttributeValue("height", height);
        root.SetAttributeValue("preserveAspectRatio", "none");
        return Encoding.UTF8.GetBytes(root.ToString(SaveOptions.DisableFormatting));
    }

    private static XElement Parse(string svg)
    {
        try
        {
            using XmlReader reader = XmlReader.Create(new StringReader(svg), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            XElement root = XElement.Load(reader);
            return root.Name.LocalName == "svg"
                ? root
                : throw new ImageFormatException($"Expected an SVG document with the root element svg, found {root.Name.LocalName}.");
        }
        catch (XmlException exception)
        {
            throw new ImageFormatException($"The SVG text is not well-formed: {exception.Message}", null, exception);
        }
    }

    private static string Pixels(XElement root, string attribute)
    {
        string? text = root.Attribute(attribute)?.Value;
        string? number = text is not null && text.EndsWith("px", StringComparison.Ordinal) ? text[..^2] : text;
        return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value > 0
            ? value.ToString(CultureInfo.InvariantCulture)
            : throw new ImageFormatException($"The SVG document needs a viewBox, or its {attribute} in pixels; found {text ?? "neither"}.");
    }

    private static byte[] Rasterise(byte[] svg, int width, int height)
    {
        try
        {
            fixed (byte* data = svg)
            {
                using VipsOperation load = new("svgload_buffer");
                using VipsImage image = load.SetPinned("buffer", data, svg.Length).Set("memory", "true").RunToImage();
                return image.Width == width && image.Height == height && image.Bands == Channels
                    ? image.ToBytes()
                    : throw new InvalidOperationException($"librsvg drew {image.Width}x{image.Height} with {image.Bands} channels instead of {width}x{height} with {Channels}.");
            }
        }
        catch (VipsException exception)
        {
            throw new ImageFormatException($"The SVG document cannot be drawn: {exception.Reason}.", null, exception);
        }
    }
}
