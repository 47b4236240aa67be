using ReCorD.Compute.Kernels;

namespace ReCorD.Compute.Lowering.Elementwise;

/// <summary>The axes of a shape as three loops at most: axes along which every view steps evenly are one.</summary>
internal sealed record ElementwiseLoops(long[] Lengths, IReadOnlyList<long[]> Steps)
{
    private const int Count = 3;

    /// <summary>Shorter rows are not worth the choice of an operation for each.</summary>
    private const long ShortestRow = 64;

    /// <summary>The loops, or null where the views need more than three or the innermost is not of whole vectors.</summary>
    /// <param name="shape">The axes.</param>
    /// <param name="views">How views step along them.</param>
    public static ElementwiseLoops? Of(TensorShape shape, IReadOnlyList<long[]> views)
    {
        List<int> axes = [.. Enumerable.Range(0, shape.Rank).Where(axis => shape[axis] > 1)];
        List<(long Length, int Axis)> loops = [];
        foreach (int axis in axes)
        {
            if (loops.Count > 0 && views.All(steps => steps[loops[^1].Axis] == steps[axis] * shape[axis]))
            {
                loops[^1] = (loops[^1].Length * shape[axis], axis);
            }
            else
            {
                loops.Add((shape[axis], axis));
            }
        }

        if (loops.Count is 0 or > Count || loops[^1].Length % TileProduct.Lanes != 0 || loops[^1].Length < ShortestRow || views.Any(steps => steps[loops[^1].Axis] > 1))
        {
            return null;
        }

        int missing = Count - loops.Count;
        return new ElementwiseLoops(
            [.. Enumerable.Repeat(1L, missing), .. loops.Select(loop => loop.Length)],
            [.. views.Select(steps => (long[])[.. Enumerable.Repeat(0L, missing), .. loops.Select(loop => steps[loop.Axis])])]);
    }
}
