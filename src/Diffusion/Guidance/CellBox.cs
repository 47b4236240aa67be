using ReCorD.Compute.Imaging;

namespace ReCorD.Diffusion.Guidance;

/// <summary>A box on a grid of cells: left and top inclusive, right and bottom exclusive.</summary>
public readonly record struct CellBox(int Left, int Top, int Right, int Bottom)
{
    public int Count => Math.Max(0, Right - Left) * Math.Max(0, Bottom - Top);

    /// <summary>The official rounding: each edge, in 512-space, divided by the cell's size and rounded half to even, not outside the grid.</summary>
    /// <param name="box">The box, in [0, 1].</param>
    /// <param name="width">Cells in a row.</param>
    /// <param name="height">Cells in a column.</param>
    /// <param name="atLeastOneCell">Widens a box that falls between cells, so that it is never silently ignored; else it has no cells.</param>
    public static CellBox From(Box box, int width, int height, bool atLeastOneCell = true)
    {
        (int left, int right) = Edges(box.Left, box.Right, width, atLeastOneCell);
        (int top, int bottom) = Edges(box.Top, box.Bottom, height, atLeastOneCell);
        return new CellBox(left, top, right, bottom);
    }

    private static (int Low, int High) Edges(double low, double high, int cells, bool atLeastOneCell)
    {
        int last = Math.Clamp((int)Math.Round(high * cells), 0, cells);
        int first = Math.Clamp((int)Math.Round(low * cells), 0, atLeastOneCell ? cells - 1 : last);
        return (first, atLeastOneCell ? Math.Max(last, first + 1) : last);
    }
}
