using ReCorD.Diffusion.Schedulers;

namespace ReCorD.Diffusion.Tests.Schedulers;

public class NoiseScheduleTests
{
    /// <summary>
    /// What float32 costs against a closed form: each of a thousand factors 1 - beta is rounded by up to 3e-8, at random, so that products are off by
    /// about sqrt(1000) times as much.
    /// </summary>
    public const double Float32Betas = 1e-6;

    /// <summary>Relative: products in float32 and float64 differ by a few units in the last place of float32.</summary>
    private const double LastPlaces = 4e-7;

    /// <summary>
    /// Relative, near zero signal: alpha is the square of a difference 4.4e-4 of two roots near 0.068, each of which float32 rounds by up to 7e-9.
    /// </summary>
    private const double Cancellation = 4 * 7e-9 / 4.4e-4;

    /// <summary>Absolute: the expected numbers are printed with eight decimals.</summary>
    private const double PrintedDigits = 5e-9;

    [Theory]
    [InlineData(0, 0.99914998)]
    [InlineData(1, 0.99829602)]
    [InlineData(500, 0.27633250)]
    [InlineData(951, 0.00815500)]
    [InlineData(999, 0.00466010)]
    public void Alpha_StableDiffusion_EqualsDiffusers(int timestep, double expected)
        => Assert.Equal(expected, new NoiseSchedule(ScalarRun.StableDiffusion).Alpha(timestep), Math.Max(expected * LastPlaces, PrintedDigits));

    [Theory]
    [InlineData(0, 0.029168)]
    [InlineData(1, 0.041314)]
    [InlineData(500, 1.618280)]
    [InlineData(951, 11.028335)]
    [InlineData(999, 14.614645)]
    public void NoiseLevels_StableDiffusion_EqualDiffusers(int timestep, double expected)
        => ScalarRun.AssertClose([expected], [new NoiseLevels(new NoiseSchedule(ScalarRun.StableDiffusion), zeroSnr: false).At(timestep)]);

    [Fact]
    public void NoiseLevels_TimestepOf_UndoesAt()
    {
        NoiseLevels levels = new(new NoiseSchedule(ScalarRun.StableDiffusion), zeroSnr: false);

        Assert.All([0.0, 1, 500, 998, 999], timestep => Assert.Equal(timestep, levels.TimestepOf(levels.At(timestep)), 1e-9));
        Assert.Equal((0.0, 999.0), (levels.TimestepOf(1e-6), levels.TimestepOf(100)));
    }

    [Fact]
    public void Alpha_ZeroSnr_EqualsDiffusers()
    {
        // Values of diffusers' rescale_zero_terminal_snr on the Stable Diffusion schedule, float32.
        NoiseSchedule noise = new(ScalarRun.StableDiffusion with { RescaleBetasZeroSnr = true });

        Assert.Equal(0.998233497, noise.Alpha(1), 0.998233497 * LastPlaces);
        Assert.Equal(0.241018593, noise.Alpha(500), 0.241018593 * LastPlaces);
        Assert.Equal(1.96789e-7, noise.Alpha(998), 1.96789e-7 * Cancellation);
        Assert.Equal(0, noise.Alpha(999));
    }

    [Fact]
    public void Alpha_SquaredCosine_FollowsTheCosineUntilTheCap()
    {
        // Nichol and Dhariwal: alpha(t) = f(t) / f(0) while no beta reaches 0.999.
        NoiseSchedule noise = new(new SchedulerConfig { BetaSchedule = BetaSchedule.SquaredCosineCapV2 });
        static double Cosine(double time) => Math.Pow(Math.Cos((time + 0.008) / 1.008 * Math.PI / 2), 2);

        foreach (int timestep in new[] { 0, 1, 250, 500, 998 })
        {
            Assert.Equal(Cosine((timestep + 1) / 1000.0) / Cosine(0), noise.Alpha(timestep), Float32Betas);
        }
    }

    [Fact]
    public void Alpha_TrainedBetas_ReplaceTheSchedule()
    {
        NoiseSchedule noise = new(new SchedulerConfig { TrainTimesteps = 3, TrainedBetas = [0.5, 0.25, 0.75] });

        Assert.Equal([0.5, 0.375, 0.09375], Enumerable.Range(0, noise.Count).Select(noise.Alpha));
    }
}
