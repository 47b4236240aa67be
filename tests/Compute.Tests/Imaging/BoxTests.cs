using ReCorD.Compute.Imaging;

namespace ReCorD.Compute.Tests.Imaging;

public sealed class BoxTests
{
    [Fact]
    public void FromPixels_ReferenceSquare_RoundTrips()
        => Assert.Equal([0, 300, 200, 400], Box.FromPixels(0, 300, 200, 400).ToReference());

    [Theory]
    [InlineData(0, 0, 0.5, 1, 0.5, 0, 1, 1, 0)]
    [InlineData(0, 0, 1, 1, 0, 0, 1, 1, 1)]
    [InlineData(0, 0, 0.5, 1, 0.25, 0, 0.75, 1, 1 / 3.0)]
    [InlineData(0.5, 0.5, 0.2, 0.2, 0, 0, 1, 1, 0)]
    public void IntersectionOverUnion_KnownPairs_AreExact(double l1, double t1, double r1, double b1, double l2, double t2, double r2, double b2, double expected)
        => Assert.Equal(expected, new Box(l1, t1, r1, b1).IntersectionOverUnion(new Box(l2, t2, r2, b2)), 12);

    [Fact]
    public void MovedInside_OutsideBox_KeepsItsSize()
    {
        Box moved = new Box(0.9, -0.2, 1.2, 0.1).MovedInside();

        Assert.Equal(0.7, moved.Left, 12);
        Assert.Equal(0, moved.Top, 12);
        Assert.Equal((0.3, 0.3), (Math.Round(moved.Width, 12), Math.Round(moved.Height, 12)));
    }

    [Fact]
    public void ShareInside_EvenMap_IsTheBoxesArea()
    {
        ScalarMap map = new(4, 4, [.. Enumerable.Repeat(2f, 16)]);

        Assert.Equal(0.3 * 0.7, map.ShareInside(new Box(0.1, 0.2, 0.4, 0.9)), 12);
    }

    [Fact]
    public void ShareInside_EmptyMap_IsNothing() => Assert.Equal(0, new ScalarMap(2, 2, new float[4]).ShareInside(Box.WholePicture));
}
