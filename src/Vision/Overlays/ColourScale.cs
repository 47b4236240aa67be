namespace ReCorD.Vision.Overlays;

/// <summary>
/// A colour scale of even perceived steps whose lightness only rises, so that it also reads in grey and with any colour vision.
/// </summary>
public sealed class ColourScale
{
    private readonly Rgb[] anchors;

    private ColourScale(params Rgb[] anchors) => this.anchors = anchors;

    /// <summary>Black over purple and orange to pale yellow. Source: matplotlib's "inferno" (CC0), read at nine even steps.</summary>
    public static ColourScale Inferno { get; } = new(
        new(0x00, 0x00, 0x04), new(0x21, 0x0C, 0x4A), new(0x57, 0x10, 0x6E), new(0x8A, 0x22, 0x6A), new(0xBC, 0x37, 0x54),
        new(0xE4, 0x5A, 0x31), new(0xF9, 0x8E, 0x09), new(0xF9, 0xCB, 0x35), new(0xFC, 0xFF, 0xA4));

    /// <summary>The colour of a value in [0, 1]; values outside are clamped, NaN counts as 0.</summary>
    public Rgb this[double value]
    {
        get
        {
            double position = (double.IsNaN(value) ? 0 : Math.Clamp(value, 0, 1)) * (anchors.Length - 1);
            int index = Math.Min((int)position, anchors.Length - 2);
            double weight = position - index;
            (Rgb low, Rgb high) = (anchors[index], anchors[index + 1]);
            return new Rgb(Mix(low.R, high.R, weight), Mix(low.G, high.G, weight), Mix(low.B, high.B, weight));
        }
    }

    private static byte Mix(byte low, byte high, double weight) => (byte)Math.Round(low + ((high - low) * weight));
}
