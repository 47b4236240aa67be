namespace ReCorD.Vision.Poses.MediaPipe;

/// <summary>Reads the landmark network's raw numbers. Source: MediaPipe's pose landmarks tensors-to-landmarks graph.</summary>
internal static class LandmarkDecoder
{
    /// <summary>The body's 33 points, then six that only tracking and drawing use.</summary>
    internal const int Rows = 39;

    /// <summary>x, y and z in pixels of the crop, then visibility and presence as logits.</summary>
    internal const int RowLength = 5;

    /// <summary>Pixels on a side of the crop.</summary>
    internal const int InputSide = 256;

    /// <summary>The 33 points of the body in MediaPipe's order, refined. Depth is left out: nothing here reads it.</summary>
    /// <param name="rows">[<see cref="Rows"/>, <see cref="RowLength"/>].</param>
    /// <param name="heatMaps">Logits, [64, 64, <see cref="Rows"/>].</param>
    public static BodyPoint[] Decode(ReadOnlySpan<float> rows, ReadOnlySpan<float> heatMaps)
    {
        BodyPoint[] points = new BodyPoint[LandmarkNames.All.Count];
        for (int i = 0; i < points.Length; i++)
        {
            ReadOnlySpan<float> row = rows.Slice(i * RowLength, RowLength);
            ImagePoint coarse = new(row[0] / (double)InputSide, row[1] / (double)InputSide);
            points[i] = new BodyPoint(
                HeatMapRefinement.Refine(coarse, heatMaps, Rows, i), Logit.ToProbability(row[3]), Logit.ToProbability(row[4]));
        }

        return points;
    }
}
