using ReCorD.Compute.Imaging;

namespace ReCorD.Vision.Segmentation;

/// <summary>
/// Splits a map into object and ground at the threshold that separates the two best (Otsu 1979), with the steps and the
/// arithmetic of the official ReCorD code and of OpenCV's <c>threshold(THRESH_OTSU)</c>, so that results are equal.
/// </summary>
public static class OtsuThreshold
{
    private const int Levels = 256;

    // OpenCV skips splits that leave one side practically empty; its guard is C's FLT_EPSILON.
    private const double EmptyShare = 1.1920928955078125e-7;

    /// <summary>
    /// The map is stretched to 0..255 between its extremes; the histogram counts values cut to integers; the mask holds the cells
    /// whose stretched value is at least the threshold. Null where all values are equal or there are none: nothing stands out.
    /// As in the official code, cells at the threshold count, though Otsu's threshold is the highest level of the ground.
    /// </summary>
    /// <exception cref="ArgumentException">The map holds a value that is not finite.</exception>
    public static OtsuSplit? Split(ScalarMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        int broken = Array.FindIndex(map.Values, value => !float.IsFinite(value));
        if (broken >= 0)
        {
            throw new ArgumentException($"The map holds {map.Values[broken]} at cell ({broken % map.Width}, {broken / map.Width}); every value must be finite.", nameof(map));
        }

        if (map.Values.Length == 0 || map.Values.Max() <= map.Values.Min())
        {
            return null;
        }

        float[] stretched = Stretch(map.Values);
        int[] histogram = new int[Levels];
        foreach (float value in stretched)
        {
            histogram[(int)value]++;
        }

        int threshold = BestThreshold(histogram, stretched.Length);
        return new OtsuSplit(threshold, new BinaryMask(map.Width, map.Height, Array.ConvertAll(stretched, value => value >= threshold)));
    }

    private static float[] Stretch(float[] values)
    {
        float minimum = values.Min(), range = values.Max() - minimum;

        // A range beyond float's largest value would turn everything to zero: halve the values first.
        return float.IsFinite(range)
            ? Array.ConvertAll(values, value => (value - minimum) / range * (Levels - 1))
            : Stretch(Array.ConvertAll(values, value => value / 2));
    }

    /// <summary>
    /// The level with the largest variance between the classes "up to this level" and "above"; the lowest of equals. Formula and order
    /// of summation as in OpenCV's <c>getThreshVal_Otsu_8u</c>, which keeps ties and rounding equal.
    /// </summary>
    private static int BestThreshold(int[] histogram, int count)
    {
        double scale = 1.0 / count;
        double meanOfAll = 0;
        for (int level = 0; level < Levels; level++)
        {
            meanOfAll += level * (double)histogram[level];
        }

        meanOfAll *= scale;
        double lowMean = 0, lowShare = 0, bestVariance = 0;
        int best = 0;
        for (int level = 0; level < Levels; level++)
        {
            double share = histogram[level] * scale;
            lowMean *= lowShare;
            lowShare += share;
            double highShare = 1 - lowShare;
            if (Math.Min(lowShare, highShare) < EmptyShare || Math.Max(lowShare, highShare) > 1 - EmptyShare)
            {
                continue;
            }

            lowMean = (lowMean + (level * share)) / lowShare;
            double highMean = (meanOfAll - (lowShare * lowMean)) / highShare;
            double variance = lowShare * highShare * (lowMean - highMean) * (lowMean - highMean);
            if (variance > bestVariance)
            {
                bestVariance = variance;
                best = level;
            }
        }

        return best;
    }
}
