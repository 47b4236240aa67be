using ReCorD.Compute.Kernels;

namespace ReCorD.Compute.Tests.Kernels;

public sealed class MatrixRangeTests
{
    [Theory]
    [InlineData(4, 1280, 16)]
    [InlineData(3, 1280, 16)]
    [InlineData(5, 77, 8)]
    [InlineData(1, 7, 8)]
    public void Part_AllParts_CoverTheLengthOnceInWholeSteps(int parts, int length, int step)
    {
        MatrixRange[] ranges = [.. Enumerable.Range(0, parts).Select(index => MatrixRange.Part(index, parts, length, step))];

        Assert.Equal(0, ranges[0].Start);
        Assert.Equal(length, ranges[^1].End);
        Assert.All(ranges, range => Assert.Equal(0, range.Start % step));
        Assert.All(ranges.Zip(ranges.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));
        Assert.InRange(ranges.Max(range => range.Count) - ranges.Min(range => range.Count), 0, (2 * step) - 1);
    }
}
