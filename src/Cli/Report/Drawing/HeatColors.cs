using ReCorD.Compute.Imaging;

namespace ReCorD.Cli.Report.Drawing;

/// <summary>
/// Colours for heat maps: dark violet over magenta and orange to pale yellow, even in brightness, so that they also read in grey.
/// Nine stops of matplotlib's "inferno", joined linearly.
/// </summary>
internal static class HeatColors
{
    private static readonly (int R, int G, int B)[] Stops =
    [
        (0, 0, 4), (31, 12, 72), (85, 15, 109), (136, 34, 106), (186, 54, 85), (227, 89, 51), (249, 140, 10), (249, 201, 50), (252, 255, 164),
    ];

    /// <summary>One pixel a cell; 0 is the darkest and <paramref name="maximum"/> (or more) the brightest colour.</summary>
    public static RgbImage Paint(ScalarMap map, double maximum)
    {
        byte[] pixels = new byte[map.Width * map.Height * 3];
        for (int cell = 0; cell < map.Width * map.Height; cell++)
        {
            double share = maximum > 0 ? Math.Clamp(map.Values[cell] / maximum, 0, 1) : 0;
            (pixels[cell * 3], pixels[(cell * 3) + 1], pixels[(cell * 3) + 2]) = At(double.IsNaN(share) ? 0 : share);
        }

        return new RgbImage(map.Width, map.Height, pixels);
    }

    private static (byte R, byte G, byte B) At(double share)
    {
        double place = share * (Stops.Length - 1);
        int stop = Math.Min((int)place, Stops.Length - 2);
        double part = place - stop;
        (int R, int G, int B) low = Stops[stop], high = Stops[stop + 1];
        return (Mix(low.R, high.R, part), Mix(low.G, high.G, part), Mix(low.B, high.B, part));
    }

    private static byte Mix(int low, int high, double part) => (byte)Math.Round(low + ((high - low) * part));
}
