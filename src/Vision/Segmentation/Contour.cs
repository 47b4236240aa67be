namespace ReCorD.Vision.Segmentation;

/// <summary>A closed border: neighbouring cells (x, y) in the order in which it is followed; a cell may appear twice where the shape is one cell thin.</summary>
public sealed record Contour(IReadOnlyList<(int X, int Y)> Points)
{
    /// <summary>
    /// Area of the polygon through the cell centres, in cells; 0 for a point or a line. Equals OpenCV's <c>contourArea</c>, and is
    /// smaller than the number of cells.
    /// </summary>
    public double PolygonArea
    {
        get
        {
            long twice = 0;
            (int previousX, int previousY) = Points[^1];
            foreach ((int x, int y) in Points)
            {
                twice += ((long)previousX * y) - ((long)x * previousY);
                (previousX, previousY) = (x, y);
            }

            return Math.Abs(twice) / 2.0;
        }
    }

    /// <summary>The smallest rectangle of whole cells around the border, as OpenCV's <c>boundingRect</c>.</summary>
    public CellRectangle Bounds
    {
        get
        {
            int left = Points.Min(point => point.X), top = Points.Min(point => point.Y);
            return new CellRectangle(left, top, Points.Max(point => point.X) - left + 1, Points.Max(point => point.Y) - top + 1);
        }
    }
}
