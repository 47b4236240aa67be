using ReCorD.Compute.Imaging;

namespace ReCorD.Vision.Segmentation;

/// <summary>
/// Finds the object in its attention map: Otsu's threshold, then the rectangle around the outer border that encloses the largest
/// polygon. Equals the official ReCorD function with OpenCV 4.6.
/// </summary>
public static class ObjectLocator
{
    /// <summary>The region, or null where the map is flat or empty. Of borders with equal areas OpenCV's first is taken.</summary>
    /// <exception cref="ArgumentException">The map holds a value that is not finite.</exception>
    public static ObjectRegion? Locate(ScalarMap map)
    {
        if (OtsuThreshold.Split(map) is not { } split)
        {
            return null;
        }

        // MaxBy keeps the first of equals, as Python's max does. The largest value always reaches the threshold: there is a border.
        CellRectangle cells = ExternalContours.Find(split.Mask).MaxBy(contour => contour.PolygonArea)!.Bounds;
        return new ObjectRegion(Rectangle(cells, map), split.Threshold, split.Mask);
    }

    /// <summary>The rectangles around all separate regions at or above Otsu's threshold; none where the map is flat or empty.</summary>
    /// <exception cref="ArgumentException">The map holds a value that is not finite.</exception>
    public static IReadOnlyList<Box> Regions(ScalarMap map) => OtsuThreshold.Split(map) is not { } split
        ? []
        : [.. ExternalContours.Find(split.Mask).Select(contour => Rectangle(contour.Bounds, map))];

    private static Box Rectangle(CellRectangle cells, ScalarMap map) => Box.FromPixels(cells.X, cells.Y, cells.X + cells.Width, cells.Y + cells.Height, map.Width, map.Height);
}
