namespace ReCorD.Experiments.Statistics;

/// <summary>
/// Confidence intervals of means by the percentile bootstrap (Efron 1979; Efron and Tibshirani 1993, section 13.3): the sample is drawn
/// again from itself, with replacement, many times, and the interval holds the middle share of the means. Nothing is assumed of the
/// distribution. Differences of two variants on the same tests are bootstrapped as one sample of differences, so that what makes a test hard
/// for both cancels out.
/// </summary>
public static class Bootstrap
{
    /// <summary>Samples that are drawn.</summary>
    public const int Resamples = 10_000;

    /// <summary>Share of the means that the interval holds.</summary>
    public const double Confidence = 0.95;

    /// <summary>Draws are the same each time: equal results give equal tables.</summary>
    private const int Seed = 20240717;

    /// <summary>The mean of a sample with its interval. One value has no spread: the interval is the value.</summary>
    /// <param name="values">The sample; at least one finite value.</param>
    /// <param name="resamples">Samples that are drawn.</param>
    /// <param name="confidence">Share of the means within, in (0, 1).</param>
    public static Interval Mean(IReadOnlyList<double> values, int resamples = Resamples, double confidence = Confidence)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfZero(values.Count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(resamples);
        ArgumentOutOfRangeException.ThrowIfNotEqual(confidence is > 0 and < 1, true);
        double mean = values.Average();
        if (values.All(value => value == values[0]))
        {
            return new Interval(values[0], values[0], values[0], values.Count);
        }

        double[] means = Means(values, resamples);
        Array.Sort(means);
        double tail = (1 - confidence) / 2;
        return new Interval(mean, Percentile(means, tail), Percentile(means, 1 - tail), values.Count);
    }

    /// <summary>The mean of <paramref name="values"/> less <paramref name="reference"/>, test by test.</summary>
    /// <param name="values">One value for each test.</param>
    /// <param name="reference">What it is compared with, the same tests in the same order.</param>
    public static Interval Difference(IReadOnlyList<double> values, IReadOnlyList<double> reference)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentOutOfRangeException.ThrowIfNotEqual(reference.Count, values.Count);
        return Mean([.. values.Zip(reference, (value, other) => value - other)]);
    }

    private static double[] Means(IReadOnlyList<double> values, int resamples)
    {
        // A seeded Random is the same on every platform and in every version of .NET.
        Random random = new(Seed);
        double[] sample = [.. values], means = new double[resamples];
        for (int i = 0; i < resamples; i++)
        {
            double sum = 0;
            for (int draw = 0; draw < sample.Length; draw++)
            {
                sum += sample[random.Next(sample.Length)];
            }

            means[i] = sum / sample.Length;
        }

        return means;
    }

    /// <summary>Linear between neighbours, as numpy's default.</summary>
    private static double Percentile(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 >= sorted.Length ? sorted[^1] : sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]));
    }
}
