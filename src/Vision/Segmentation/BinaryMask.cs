namespace ReCorD.Vision.Segmentation;

/// <summary>A grid of yes and no over the picture, rows from the top.</summary>
public sealed class BinaryMask
{
    /// <exception cref="ArgumentException">The number of cells is not width times height.</exception>
    public BinaryMask(int width, int height, bool[] cells)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        ArgumentNullException.ThrowIfNull(cells);
        if (cells.Length != (long)width * height)
        {
            throw new ArgumentException($"A {width}x{height} mask holds {(long)width * height} cells but {cells.Length} were given.", nameof(cells));
        }

        Width = width;
        Height = height;
        Cells = cells;
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Cell (x, y) lies at y * Width + x.</summary>
    public IReadOnlyList<bool> Cells { get; }

    /// <summary>Number of cells that are set.</summary>
    public int Count => Cells.Count(cell => cell);

    public bool this[int x, int y] => Cells[(y * Width) + x];
}
