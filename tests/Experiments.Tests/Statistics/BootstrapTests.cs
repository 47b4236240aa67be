using ReCorD.Experiments.Statistics;

namespace ReCorD.Experiments.Tests.Statistics;

public class BootstrapTests
{
    /// <summary>Means of samples drawn from zeros and ones are binomial: the interval's ends are the binomial's quantiles.</summary>
    [Theory]
    [InlineData(20, 10)]
    [InlineData(20, 3)]
    [InlineData(50, 40)]
    public void Mean_ZerosAndOnes_HasTheQuantilesOfTheBinomial(int count, int ones)
    {
        double[] values = [.. Enumerable.Repeat(1.0, ones), .. Enumerable.Repeat(0.0, count - ones)];

        Interval interval = Bootstrap.Mean(values);

        // A drawn quantile may fall on the neighbour of the true one where the distribution steps near it.
        Assert.InRange(interval.Low, (BinomialQuantile(count, (double)ones / count, 0.025) - 1.0) / count, (BinomialQuantile(count, (double)ones / count, 0.025) + 1.0) / count);
        Assert.InRange(interval.High, (BinomialQuantile(count, (double)ones / count, 0.975) - 1.0) / count, (BinomialQuantile(count, (double)ones / count, 0.975) + 1.0) / count);
        Assert.Equal((double)ones / count, interval.Mean, 12);
        Assert.Equal(count, interval.Count);
    }

    /// <summary>Of two values, means are the lower with probability 1/4, the middle with 1/2, the upper with 1/4.</summary>
    [Theory]
    [InlineData(0.6, 0, 1)]
    [InlineData(0.4, 0.5, 0.5)]
    public void Mean_TwoValues_HasTheirExactDistribution(double confidence, double low, double high) =>
        Assert.Equal(new Interval(0.5, low, high, 2), Bootstrap.Mean([0, 1], confidence: confidence));

    /// <summary>For many values the interval comes near mean +- 1.96 standard errors (central limit theorem).</summary>
    [Fact]
    public void Mean_ManyValues_ComesNearTheNormalInterval()
    {
        Random random = new(5);
        double[] values = [.. Enumerable.Range(0, 400).Select(_ => random.NextDouble())];
        double mean = values.Average(), error = Math.Sqrt(values.Average(value => Math.Pow(value - mean, 2)) / values.Length);

        Interval interval = Bootstrap.Mean(values);

        Assert.Equal(mean - (1.96 * error), interval.Low, 0.1 * error);
        Assert.Equal(mean + (1.96 * error), interval.High, 0.1 * error);
    }

    /// <summary>Of samples with a known mean about 95 in 100 intervals hold it; percentile intervals of 40 values hold it slightly less often.</summary>
    [Fact]
    public void Mean_Samples_HoldTheTrueMeanAsOftenAsTheyClaim()
    {
        Random random = new(11);
        int held = Enumerable.Range(0, 400).Count(_ =>
        {
            double[] sample = [.. Enumerable.Range(0, 40).Select(_ => random.NextDouble() + random.NextDouble())];
            Interval interval = Bootstrap.Mean(sample, resamples: 1000);
            return interval.Low <= 1 && interval.High >= 1;
        });

        Assert.InRange(held / 400.0, 0.91, 0.98);
    }

    [Fact]
    public void Mean_Again_IsTheSame() => Assert.Equal(Bootstrap.Mean([0.1, 0.5, 0.9, 0.3]), Bootstrap.Mean([0.1, 0.5, 0.9, 0.3]));

    [Fact]
    public void Mean_ShiftedAndScaled_ShiftsAndScales()
    {
        double[] values = [0.1, 0.5, 0.9, 0.3, 0.7];

        Interval one = Bootstrap.Mean(values), other = Bootstrap.Mean([.. values.Select(value => (10 * value) + 3)]);

        Assert.Equal((10 * one.Low) + 3, other.Low, 9);
        Assert.Equal((10 * one.High) + 3, other.High, 9);
    }

    [Theory]
    [InlineData(0.4)]
    [InlineData(0.4, 0.4, 0.4)]
    public void Mean_WithoutSpread_IsTheValue(params double[] values) => Assert.Equal(new Interval(0.4, 0.4, 0.4, values.Length), Bootstrap.Mean(values));

    [Fact]
    public void Mean_Nothing_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.Mean([]));

    /// <summary>However far tests lie apart: a gain that is the same everywhere has no spread.</summary>
    [Fact]
    public void Difference_SameGainOnEveryTest_IsExact()
    {
        double[] hard = [0.125, 0.25, 0.375, 0.5, 0.625, 0.75], better = [.. hard.Select(value => value + 0.125)];

        Assert.Equal(new Interval(0.125, 0.125, 0.125, 6), Bootstrap.Difference(better, hard));
        Assert.True(Bootstrap.Difference(better, hard).ExcludesZero);
    }

    [Fact]
    public void Difference_Turned_IsItsNegative()
    {
        double[] a = [0.1, 0.9, 0.4, 0.6, 0.3], b = [0.2, 0.5, 0.5, 0.2, 0.3];

        Interval forth = Bootstrap.Difference(a, b), back = Bootstrap.Difference(b, a);

        Assert.Equal(forth.Mean, -back.Mean, 12);
        Assert.Equal(forth.Low, -back.High, 0.02);
        Assert.Equal(forth.High, -back.Low, 0.02);
    }

    [Fact]
    public void Difference_OtherTests_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => Bootstrap.Difference([1, 2], [1]));

    /// <summary>The smallest number of successes whose cumulative probability reaches a share.</summary>
    private static int BinomialQuantile(int count, double probability, double share)
    {
        double term = Math.Pow(1 - probability, count), sum = term;
        int successes = 0;
        while (sum < share)
        {
            term *= (count - successes) / (successes + 1.0) * probability / (1 - probability);
            successes++;
            sum += term;
        }

        return successes;
    }
}
