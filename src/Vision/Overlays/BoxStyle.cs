namespace ReCorD.Vision.Overlays;

/// <summary>How a box is drawn. <see cref="Thickness"/> is for a canvas whose shorter side is 512.</summary>
public sealed record BoxStyle(Rgb Colour, BoxLine Line, double Thickness = 5)
{
    /// <summary>The person: thin, blue.</summary>
    public static BoxStyle Person { get; } = new(new Rgb(59, 130, 246), BoxLine.Solid, 3);

    /// <summary>The object where it was found: orange, dashed.</summary>
    public static BoxStyle Found { get; } = new(new Rgb(234, 88, 12), BoxLine.Dashed);

    /// <summary>Where the object shall be: green, solid.</summary>
    public static BoxStyle Target { get; } = new(new Rgb(22, 163, 74), BoxLine.Solid);
}
