using ReCorD.Compute.Imaging;

namespace ReCorD.Vision.Poses.MediaPipe;

/// <summary>Lays the landmark network's segmentation of the crop over the whole picture.</summary>
internal static class MaskProjection
{
    /// <param name="mask">[side, side] logits. Some exports have the logistic function inside: values all in [0, 1] are taken as probabilities.</param>
    /// <param name="side">Cells on a side.</param>
    /// <param name="region">The crop.</param>
    /// <param name="width">Width of the picture in pixels.</param>
    /// <param name="height">Height of the picture in pixels.</param>
    /// <returns>For each pixel the probability that it shows the person, bilinear; 0 outside the crop.</returns>
    public static ScalarMap Project(ReadOnlySpan<float> mask, int side, ImageRegion region, int width, int height)
    {
        float[] probabilities = ToProbabilities(mask), values = new float[width * height];
        ImagePoint first = region.FromImage(new ImagePoint(0.5, 0.5)), next = region.FromImage(new ImagePoint(1.5, 0.5)), below = region.FromImage(new ImagePoint(0.5, 1.5));
        for (int i = 0; i < values.Length; i++)
        {
            // The mapping is linear: one step to the right or down is the same everywhere.
            int x = i % width, y = i / width;
            double u = first.X + (x * (next.X - first.X)) + (y * (below.X - first.X)), v = first.Y + (x * (next.Y - first.Y)) + (y * (below.Y - first.Y));
            if (u is >= 0 and < 1 && v is >= 0 and < 1)
            {
                values[i] = Interpolate(probabilities, side, (u * side) - 0.5, (v * side) - 0.5);
            }
        }

        return new ScalarMap(width, height, values);
    }

    private static float[] ToProbabilities(ReadOnlySpan<float> mask)
    {
        float[] values = mask.ToArray();
        return Array.TrueForAll(values, value => value is >= 0 and <= 1) ? values : Array.ConvertAll(values, value => (float)Logit.ToProbability(value));
    }

    /// <summary>Between four cells; those at the edge go on.</summary>
    private static float Interpolate(float[] cells, int side, double x, double y)
    {
        int left = (int)Math.Floor(x), top = (int)Math.Floor(y);
        float toRight = (float)(x - left), toBottom = (float)(y - top);
        float At(int column, int row) => cells[(Math.Clamp(row, 0, side - 1) * side) + Math.Clamp(column, 0, side - 1)];
        float upper = At(left, top) + (toRight * (At(left + 1, top) - At(left, top)));
        float lower = At(left, top + 1) + (toRight * (At(left + 1, top + 1) - At(left, top + 1)));
        return upper + (toBottom * (lower - upper));
    }
}
