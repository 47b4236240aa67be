using ReCorD.Compute.Imaging;

namespace ReCorD.Diffusion.Guidance;

/// <summary>A box on a grid of cells: left and top inclusive, right and bottom exclusive.</summary>
public readonly record struct CellBox(int Left, int Top, int Right, int Bottom)
{
    public int Count => Math.Max(0, Right - Left) * Math.Max(0, Bottom - Top);

    /// <summary>
    /// The official rounding: each edge, in 512-space, divided by the cell's size and rounded half to even, not below 0. A box that falls
    /// between cells is widened to one cell so that it is never silently ignored.
    /// </summary>
    public static CellBox From(Box box, int width, int height)
    {
        (int left, int right) = Edges(box.Left, box.Right, width);
        (int top, int bottom) = Edges(box.Top, box.Bottom, height);
        return new CellBox(left, top, right, bottom);
    }

    private static (int Low, int High) Edges(double low, double high, int cells)
    {
        int first = Math.Clamp((int)Math.Round(low * cells), 0, cells - 1);
        int last = Math.Clamp((int)Math.Round(high * cells), 0, cells);
        return (first, Math.Max(last, first + 1));
    }
}
