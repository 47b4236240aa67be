using ReCorD.Compute.Imaging;

namespace ReCorD.Vision.Overlays;

/// <summary>Maps of numbers as colours.</summary>
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
            Rgb colour = ColourScale.Inferno[shares[i]];
            (pixels[i * 3], pixels[(i * 3) + 1], pixels[(i * 3) + 2]) = (colour.R, colour.G, colour.B);
        }

        return new RgbImage(map.Width, map.Height, pixels);
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
}
