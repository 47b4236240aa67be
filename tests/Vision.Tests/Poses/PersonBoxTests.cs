using ReCorD.Compute.Imaging;
using ReCorD.Vision.Poses;

namespace ReCorD.Vision.Tests.Poses;

public sealed class PersonBoxTests
{
    private const int LeftAnkle = 27;
    private const int RightWrist = 16;

    [Fact]
    public void Around_SideView_AddsTheHeadAndTheMargin()
    {
        // Closed form on 100x100: ears at (50, 20), nose at (55, 20): radius 5, head 45..55 x 15..25; ankle (60, 90), wrist (40, 50). Margin 2.
        Landmark[] landmarks = Landmarks((0.5, 0.2), (0.55, 0.2));
        landmarks[LeftAnkle] = new Landmark(0.6, 0.9, 1);
        landmarks[RightWrist] = new Landmark(0.4, 0.5, 1);

        Box box = PersonBox.Around(landmarks, 100, 100);

        AssertClose(new Box(0.38, 0.13, 0.62, 0.92), box);
    }

    [Fact]
    public void Around_WidePicture_KeepsTheHeadRound()
    {
        // 200x100: the nose is 10 pixels beside the ears; the radius of 10 pixels is 0.05 of the width and 0.1 of the height.
        Box box = PersonBox.Around(Landmarks((0.5, 0.5), (0.55, 0.5)), 200, 100);

        AssertClose(new Box(0.45 - 0.02, 0.4 - 0.04, 0.55 + 0.02, 0.6 + 0.04), box);
    }

    [Fact]
    public void Around_FrontView_TakesHalfTheEarDistance()
    {
        Landmark[] landmarks = Landmarks((0.5, 0.5), (0.5, 0.5));
        (landmarks[7], landmarks[8]) = (new Landmark(0.6, 0.5, 1), new Landmark(0.4, 0.5, 1));

        AssertClose(new Box(0.36, 0.36, 0.64, 0.64), PersonBox.Around(landmarks, 100, 100));
    }

    [Fact]
    public void Around_AtTheEdge_IsCutToThePicture()
    {
        Box box = PersonBox.Around(Landmarks((0.01, 0.01), (0.2, 0.01)), 64, 64);

        Assert.Equal((0, 0), (box.Left, box.Top));
    }

    [Fact]
    public void Around_LandmarkThatDoesNotCount_IsLeftOut()
    {
        Landmark[] landmarks = Landmarks((0.5, 0.5), (0.55, 0.5));
        landmarks[LeftAnkle] = new Landmark(0.9, 0.9, 1);

        AssertClose(PersonBox.Around(Landmarks((0.5, 0.5), (0.55, 0.5)), 100, 100), PersonBox.Around(landmarks, 100, 100, index => index != LeftAnkle));
    }

    /// <summary>Two parts of a person with something before the middle, and a speck of 2 x 2 cells far away.</summary>
    [Fact]
    public void Of_Silhouette_HoldsItsPartsWithoutSpecks()
    {
        ScalarMap silhouette = Silhouette((10, 5, 20, 20), (12, 60, 18, 80), (90, 90, 92, 92));

        AssertClose(new Box(0.1, 0.05, 0.2, 0.8), PersonBox.Of(silhouette)!.Value);
    }

    [Fact]
    public void Of_NobodyAboveOneHalf_IsNull() => Assert.Null(PersonBox.Of(new ScalarMap(4, 4, [.. Enumerable.Repeat(0.5f, 16)])));

    [Fact]
    public void Of_OneCell_IsThatCell() => AssertClose(new Box(0.3, 0.4, 0.31, 0.41), PersonBox.Of(Silhouette((30, 40, 31, 41)))!.Value);

    private static ScalarMap Silhouette(params (int Left, int Top, int Right, int Bottom)[] parts) => new(
        100, 100, [.. Enumerable.Range(0, 10_000).Select(i => Array.Exists(parts, part => i % 100 >= part.Left && i % 100 < part.Right && i / 100 >= part.Top && i / 100 < part.Bottom) ? 0.9f : 0.1f)]);

    private static Landmark[] Landmarks((double X, double Y) all, (double X, double Y) nose)
    {
        Landmark[] landmarks = [.. Enumerable.Repeat(new Landmark(all.X, all.Y, 1), LandmarkNames.All.Count)];
        landmarks[0] = new Landmark(nose.X, nose.Y, 1);
        return landmarks;
    }

    private static void AssertClose(Box expected, Box found)
    {
        Assert.Equal(expected.Left, found.Left, 9);
        Assert.Equal(expected.Top, found.Top, 9);
        Assert.Equal(expected.Right, found.Right, 9);
        Assert.Equal(expected.Bottom, found.Bottom, 9);
    }
}
