namespace ReCorD.Vision.Overlays;

/// <summary>How a map becomes colours.</summary>
public sealed record HeatMapOptions
{
    /// <summary>Value shown as the lowest colour. The default value is the map's minimum; set it to compare maps.</summary>
    public float? Low { get; init; }

    /// <summary>Value shown as the highest colour. The default value is the map's maximum; set it to compare maps.</summary>
    public float? High { get; init; }
}
