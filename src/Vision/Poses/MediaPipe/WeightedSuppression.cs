using ReCorD.Compute.Imaging;

namespace ReCorD.Vision.Poses.MediaPipe;

/// <summary>
/// Makes one detection of the many that neighbouring anchors give of the same head: their mean, weighted by score, rather than the
/// best alone. Source: MediaPipe's non-maximum suppression of type WEIGHTED, overlap measured as intersection over union.
/// </summary>
internal static class WeightedSuppression
{
    /// <summary>Overlap above which two boxes are the same head: that of MediaPipe's pose detection graph.</summary>
    internal const double SameHead = 0.3;

    /// <summary>One detection a head, best score first. Each keeps its best score.</summary>
    public static IReadOnlyList<PersonDetection> Merge(IEnumerable<PersonDetection> detections)
    {
        List<PersonDetection> remaining = [.. detections.OrderByDescending(detection => detection.Score)], merged = [];
        while (remaining.Count > 0)
        {
            PersonDetection best = remaining[0];
            PersonDetection[] same = [.. remaining.Where(other => ReferenceEquals(other, best) || best.Head.IntersectionOverUnion(other.Head) > SameHead)];
            remaining.RemoveAll(same.Contains);
            merged.Add(Mean(best.Score, same));
        }

        return merged;
    }

    private static PersonDetection Mean(double score, PersonDetection[] detections)
    {
        double total = detections.Sum(detection => detection.Score);
        double Of(Func<PersonDetection, double> part) => detections.Sum(detection => detection.Score * part(detection)) / total;
        Box head = new(Of(d => d.Head.Left), Of(d => d.Head.Top), Of(d => d.Head.Right), Of(d => d.Head.Bottom));
        return new PersonDetection(score, head, [.. detections[0].Points.Select((_, k) => new ImagePoint(Of(d => d.Points[k].X), Of(d => d.Points[k].Y)))]);
    }
}
