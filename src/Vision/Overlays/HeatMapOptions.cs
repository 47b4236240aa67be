namespace ReCorD.Vision.Overlays;

/// <summary>How a map becomes colours.</summary>
public sealed record HeatMapOptions
{
    /// <summary>The colours. The default value is <see cref="ColourScale.Inferno"/>.</summary>
    public ColourScale Scale { get; init; } = ColourScale.Inferno;

    /// <summary>Value shown as the lowest colour. The default value is the map's minimum; set it to compare maps.</summary>
    public float? Low { get; init; }

    /// <summary>Value shown as the highest colour. The default value is the map's maximum; set it to compare maps.</summary>
    public float? High { get; init; }

    /// <summary>Share of the colour at the highest value when laid on a picture, in [0, 1]; it falls to 0 at the lowest. The default value is 0.85.</summary>
    public double Opacity { get; init; } = 0.85;
}
