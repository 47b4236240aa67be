using ReCorD.Compute.Imaging;
using ReCorD.Vision.Poses.MediaPipe;

namespace ReCorD.Vision.Tests.Poses.MediaPipe;

public class WeightedSuppressionTests
{
    /// <summary>Closed form: IoU 0.18 / 0.22 = 0.818; the means are weighted 0.9 to 0.6.</summary>
    [Fact]
    public void Merge_TwoOfOneHead_AreTheirWeightedMean()
    {
        PersonDetection a = Detection(0.9, new Box(0.1, 0.1, 0.3, 0.3), 0.5), b = Detection(0.6, new Box(0.12, 0.1, 0.32, 0.3), 0.6);

        PersonDetection merged = Assert.Single(WeightedSuppression.Merge([b, a]));

        Assert.Equal(0.818182, a.Head.IntersectionOverUnion(b.Head), 6);
        Assert.Equal(0.9, merged.Score, 12);
        Assert.Equal(0.108, merged.Head.Left, 12);
        Assert.Equal(0.1, merged.Head.Top, 12);
        Assert.Equal(0.308, merged.Head.Right, 12);
        Assert.Equal(0.3, merged.Head.Bottom, 12);
        Assert.All(merged.Points, point => Assert.Equal(0.54, point.X, 12));
        Assert.All(merged.Points, point => Assert.Equal(0.25, point.Y, 12));
    }

    [Fact]
    public void Merge_HeadsApart_StaySeparateAndInOrderOfScore()
    {
        PersonDetection left = Detection(0.6, new Box(0.1, 0.1, 0.3, 0.3), 0.2), right = Detection(0.8, new Box(0.6, 0.1, 0.8, 0.3), 0.7);

        Assert.Equal([0.8, 0.6], WeightedSuppression.Merge([left, right]).Select(person => person.Score));
    }

    /// <summary>The middle one overlaps both others, which do not overlap each other: it goes to the better one, and the third stays.</summary>
    [Fact]
    public void Merge_Chain_MergesOnlyWhatOverlapsTheBest()
    {
        PersonDetection best = Detection(0.9, new Box(0, 0, 0.3, 0.3), 0), middle = Detection(0.8, new Box(0.1, 0, 0.4, 0.3), 0), last = Detection(0.7, new Box(0.2, 0, 0.5, 0.3), 0);

        IReadOnlyList<PersonDetection> merged = WeightedSuppression.Merge([last, middle, best]);

        Assert.Equal(2, merged.Count);
        Assert.Equal(0.2, merged[1].Head.Left, 12);
    }

    /// <summary>A box without area overlaps nothing, not even itself; it must still come to an end.</summary>
    [Fact]
    public void Merge_EmptyBoxes_AreKept()
    {
        PersonDetection empty = Detection(0.9, new Box(0.1, 0.1, 0.1, 0.1), 0.5);

        Assert.Equal(2, WeightedSuppression.Merge([empty, empty with { Score = 0.8 }]).Count);
    }

    [Fact]
    public void Merge_Nobody_IsNobody() => Assert.Empty(WeightedSuppression.Merge([]));

    private static PersonDetection Detection(double score, Box head, double x) => new(score, head, [.. Enumerable.Repeat(new ImagePoint(x, 0.25), 4)]);
}
