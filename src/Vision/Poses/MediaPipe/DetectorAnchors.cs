namespace ReCorD.Vision.Poses.MediaPipe;

/// <summary>
/// The places that the person detector's answers are relative to: centres of the cells of three grids, in [0, 1]. Sizes are fixed at 1
/// and play no part. Source: MediaPipe's SSD anchors with strides 8, 16, 32, 32, 32 on 224 pixels and two anchors a layer and cell, layers
/// of equal stride put together.
/// </summary>
internal static class DetectorAnchors
{
    /// <summary>Cells on a side of each grid, and how often each cell is repeated.</summary>
    private static readonly (int Cells, int Repeats)[] Grids = [(28, 2), (14, 2), (7, 6)];

    /// <summary>2,254 centres, in the order of the network's rows.</summary>
    public static IReadOnlyList<ImagePoint> All { get; } = [.. Grids.SelectMany(grid => Centres(grid.Cells, grid.Repeats))];

    private static IEnumerable<ImagePoint> Centres(int cells, int repeats) =>
        from y in Enumerable.Range(0, cells)
        from x in Enumerable.Range(0, cells)
        from _ in Enumerable.Range(0, repeats)
        select new ImagePoint((x + 0.5) / cells, (y + 0.5) / cells);
}
