using ReCorD.Compute.Imaging;

namespace ReCorD.Vision.Poses.MediaPipe;

/// <summary>Reads the detector's raw numbers. Source: MediaPipe's tensors-to-detections calculator with the options of pose detection.</summary>
internal static class DetectionDecoder
{
    /// <summary>Centre x and y, width, height, then x and y of four points.</summary>
    internal const int RowLength = 4 + (2 * PointCount);

    /// <summary>Pixels on a side of the detector's input, in which its numbers are.</summary>
    internal const int InputSide = 224;

    /// <summary>Probability from which a detection counts: MediaPipe's default.</summary>
    internal const double MinimumScore = 0.5;

    private const int PointCount = 4;

    /// <summary>The rows that show somebody, in the network's order.</summary>
    /// <param name="rows">One row of <see cref="RowLength"/> for each anchor: pixels relative to the anchor.</param>
    /// <param name="scores">One logit for each anchor.</param>
    public static IReadOnlyList<PersonDetection> Decode(ReadOnlySpan<float> rows, ReadOnlySpan<float> scores)
    {
        List<PersonDetection> found = [];
        for (int i = 0; i < DetectorAnchors.All.Count; i++)
        {
            double score = Logit.ToProbability(scores[i]);
            if (score >= MinimumScore && Read(rows.Slice(i * RowLength, RowLength), DetectorAnchors.All[i], score) is { } detection)
            {
                found.Add(detection);
            }
        }

        return found;
    }

    /// <summary>Null for a box that is inside out, and for numbers that are none.</summary>
    private static PersonDetection? Read(ReadOnlySpan<float> row, ImagePoint anchor, double score)
    {
        foreach (float value in row)
        {
            if (!float.IsFinite(value))
            {
                return null;
            }
        }

        if (row[2] < 0 || row[3] < 0)
        {
            return null;
        }

        ImagePoint[] points = new ImagePoint[PointCount];
        for (int k = 0; k < PointCount; k++)
        {
            points[k] = At(anchor, row[4 + (2 * k)], row[5 + (2 * k)]);
        }

        ImagePoint centre = At(anchor, row[0], row[1]);
        return new PersonDetection(score, Box.FromCenter(centre.X, centre.Y, row[2] / InputSide, row[3] / InputSide), points);
    }

    private static ImagePoint At(ImagePoint anchor, double x, double y) => new(anchor.X + (x / InputSide), anchor.Y + (y / InputSide));
}
