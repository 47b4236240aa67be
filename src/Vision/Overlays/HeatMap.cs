using System.Globalization;
using ReCorD.Compute.Imaging;
using ReCorD.Vision.Imaging;

namespace ReCorD.Vision.Overlays;

/// <summary>Maps of numbers as colours: alone, on a picture, or as SVG.</summary>
public static class HeatMap
{
    /// <summary>One pixel a cell. A flat map takes the lowest colour.</summary>
    /// <exception cref="ArgumentException">The map has no cells.</exception>
    public static RgbImage Colour(ScalarMap map, HeatMapOptions? options = null)
    {
        options ??= new HeatMapOptions();
        float[] shares = Normalise(map, options);
        byte[] pixels = new byte[shares.Length * 3];
        for (int i = 0; i < shares.Length; i++)
        {
            Rgb colour = options.Scale[shares[i]];
            (pixels[i * 3], pixels[(i * 3) + 1], pixels[(i * 3) + 2]) = (colour.R, colour.G, colour.B);
        }

        return new RgbImage(map.Width, map.Height, pixels);
    }

    /// <summary>
    /// The map laid on the picture, smoothed between cell centres (bilinear). Where the map is low the picture shows; where it is
    /// high the colour covers it up to <see cref="HeatMapOptions.Opacity"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The map has no cells.</exception>
    public static RgbImage Blend(RgbImage picture, ScalarMap map, HeatMapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(picture);
        options ??= new HeatMapOptions();
        float[] shares = Normalise(map, options);
        byte[] pixels = new byte[picture.Pixels.Length];
        for (int y = 0; y < picture.Height; y++)
        {
            for (int x = 0; x < picture.Width; x++)
            {
                double share = Sample(shares, map, (x + 0.5) / picture.Width, (y + 0.5) / picture.Height);
                Rgb colour = options.Scale[share];
                double weight = Math.Clamp(options.Opacity, 0, 1) * share;
                int i = ((y * picture.Width) + x) * 3;
                pixels[i] = ColourScale.Mix(picture.Pixels[i], colour.R, weight);
                pixels[i + 1] = ColourScale.Mix(picture.Pixels[i + 1], colour.G, weight);
                pixels[i + 2] = ColourScale.Mix(picture.Pixels[i + 2], colour.B, weight);
            }
        }

        return new RgbImage(picture.Width, picture.Height, pixels);
    }

    /// <summary>An SVG fragment that fills the canvas with the map, its cells kept square and sharp.</summary>
    /// <exception cref="ArgumentException">The map has no cells.</exception>
    public static string Fragment(ScalarMap map, OverlayCanvas canvas, HeatMapOptions? options = null)
    {
        string png = Convert.ToBase64String(ImageFile.EncodePng(Colour(map, options)));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<image x=\"0\" y=\"0\" width=\"{canvas.Width:0.###}\" height=\"{canvas.Height:0.###}\" preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" href=\"data:image/png;base64,{png}\"/>");
    }

    private static float[] Normalise(ScalarMap map, HeatMapOptions options)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (map.Values.Length == 0)
        {
            throw new ArgumentException("A map without cells cannot be shown.", nameof(map));
        }

        float low = options.Low ?? map.Values.Min();
        float range = (options.High ?? map.Values.Max()) - low;
        return Array.ConvertAll(map.Values, value => range > 0 ? Math.Clamp((value - low) / range, 0, 1) : 0);
    }

    /// <summary>Bilinear value at a point of the picture in [0, 1]; beyond the outermost cell centres the edge is repeated.</summary>
    private static double Sample(float[] shares, ScalarMap map, double pictureX, double pictureY)
    {
        double x = Math.Clamp((pictureX * map.Width) - 0.5, 0, map.Width - 1), y = Math.Clamp((pictureY * map.Height) - 0.5, 0, map.Height - 1);
        int left = (int)x, top = (int)y;
        int right = Math.Min(left + 1, map.Width - 1), bottom = Math.Min(top + 1, map.Height - 1);
        double Row(int row) => double.Lerp(shares[(row * map.Width) + left], shares[(row * map.Width) + right], x - left);
        return double.Lerp(Row(top), Row(bottom), y - top);
    }
}
