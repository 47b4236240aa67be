namespace ReCorD.Compute.Imaging;

/// <summary>A grid of numbers over the picture, such as the attention a word pays to each cell. Rows from the top.</summary>
public sealed record ScalarMap(int Width, int Height, float[] Values)
{
    public float this[int x, int y] => Values[(y * Width) + x];

    public float Maximum => Values.Length == 0 ? 0 : Values.Max();

    /// <summary>Share of the map's sum that lies inside the box, cells counted by the part of them that the box covers; 0 for an empty map.</summary>
    public double ShareInside(Box box)
    {
        double inside = 0, total = 0;
        for (int y = 0; y < Height; y++)
        {
            double rowCover = Overlap(y, y + 1, box.Top * Height, box.Bottom * Height);
            for (int x = 0; x < Width; x++)
            {
                double value = this[x, y];
                total += value;
                inside += value * rowCover * Overlap(x, x + 1, box.Left * Width, box.Right * Width);
            }
        }

        return total <= 0 ? 0 : inside / total;
    }

    private static double Overlap(double a, double b, double low, double high) => Math.Max(0, Math.Min(b, high) - Math.Max(a, low));
}
