namespace ReCorD.Vision.Poses.MediaPipe;

/// <summary>
/// Moves a landmark to the centre of mass of its heat map nearby, where the map is sure of something there. Source: MediaPipe's
/// refine-landmarks-from-heatmap calculator with kernel 7 and confidence 0.5.
/// </summary>
internal static class HeatMapRefinement
{
    /// <summary>Cells on a side of a map.</summary>
    internal const int Cells = 64;

    /// <summary>Cells to each side that are looked at.</summary>
    private const int Reach = 3;

    private const double MinimumConfidence = 0.5;

    /// <param name="place">In shares of the crop.</param>
    /// <param name="heatMaps">Logits, [<see cref="Cells"/>, <see cref="Cells"/>, <paramref name="channels"/>].</param>
    /// <param name="channels">Number of maps.</param>
    /// <param name="channel">The landmark's own.</param>
    /// <returns>The refined place; the same one where it lies outside the map or the map is unsure.</returns>
    public static ImagePoint Refine(ImagePoint place, ReadOnlySpan<float> heatMaps, int channels, int channel)
    {
        // Both are cut towards zero, as the conversion to int does there.
        double centreColumn = Math.Truncate(place.X * Cells), centreRow = Math.Truncate(place.Y * Cells);
        if (!(centreColumn is >= 0 and < Cells && centreRow is >= 0 and < Cells))
        {
            return place;
        }

        double sum = 0, sumColumn = 0, sumRow = 0, largest = 0;
        for (int row = Math.Max(0, (int)centreRow - Reach); row <= Math.Min(Cells - 1, (int)centreRow + Reach); row++)
        {
            for (int column = Math.Max(0, (int)centreColumn - Reach); column <= Math.Min(Cells - 1, (int)centreColumn + Reach); column++)
            {
                double weight = Logit.ToProbability(heatMaps[(((row * Cells) + column) * channels) + channel]);
                (sum, sumColumn, sumRow, largest) = (sum + weight, sumColumn + (weight * column), sumRow + (weight * row), Math.Max(largest, weight));
            }
        }

        return largest >= MinimumConfidence ? new ImagePoint(sumColumn / sum / Cells, sumRow / sum / Cells) : place;
    }
}
