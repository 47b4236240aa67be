using System.ComponentModel;
using System.Globalization;
using ReCorD.Compute.Imaging;

namespace ReCorD.Plugins.Layout;

/// <summary>A box as chat models write it: whole numbers on a canvas of 512 x 512, origin at the upper left, whatever the picture's real size.</summary>
public sealed record BoxArgument(
    [property: Description("Left edge, 0 to 512.")] int X1,
    [property: Description("Upper edge, 0 to 512; y grows downwards.")] int Y1,
    [property: Description("Right edge, greater than x1.")] int X2,
    [property: Description("Lower edge, greater than y1.")] int Y2)
{
    /// <summary>The box on the canvas, edges rounded half to even.</summary>
    public static BoxArgument From(Box box)
    {
        int[] edges = box.ToReference();
        return new BoxArgument(edges[0], edges[1], edges[2], edges[3]);
    }

    /// <summary>The box with edges in [0, 1] where the argument lies on the canvas.</summary>
    public Box ToBox() => Box.FromPixels(X1, Y1, X2, Y2);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[{X1}, {Y1}, {X2}, {Y2}]");
}
