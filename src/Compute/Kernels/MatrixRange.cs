namespace ReCorD.Compute.Kernels;

/// <summary>Some rows or columns of a matrix.</summary>
internal readonly record struct MatrixRange(int Start, int Count)
{
    public int End => Start + Count;

    /// <summary>One of several nearly equal parts of 0 to <paramref name="length"/> - 1, which begin at multiples of <paramref name="step"/>.</summary>
    public static MatrixRange Part(int index, int parts, int length, int step)
    {
        int steps = (length + step - 1) / step;
        int start = (int)((long)steps * index / parts) * step, end = (int)((long)steps * (index + 1) / parts) * step;
        return new MatrixRange(start, Math.Min(end, length) - start);
    }
}
