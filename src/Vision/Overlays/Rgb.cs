using System.Globalization;

namespace ReCorD.Vision.Overlays;

/// <summary>A colour in sRGB.</summary>
public readonly record struct Rgb(byte R, byte G, byte B)
{
    /// <summary>As <c>#rrggbb</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{R:x2}{G:x2}{B:x2}");
}
