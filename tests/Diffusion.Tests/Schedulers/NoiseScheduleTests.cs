using ReCorD.Diffusion.Schedulers;

namespace ReCorD.Diffusion.Tests.Schedulers;

public class NoiseScheduleTests
{
    [Fact]
    public void Alpha_ZeroSnr_EqualsDiffusers()
    {
        // Values of diffusers' rescale_zero_terminal_snr on the Stable Diffusion schedule, float32.
        NoiseSchedule noise = new(ScalarRun.StableDiffusion with { RescaleBetasZeroSnr = true });

        Assert.Equal(0.998233497, noise.Alpha(1), 1e-6);
        Assert.Equal(0.241018593, noise.Alpha(500), 1e-6);
        Assert.Equal(1.96789e-7, noise.Alpha(998), 1e-9);
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
            Assert.Equal(Cosine((timestep + 1) / 1000.0) / Cosine(0), noise.Alpha(timestep), 1e-12);
        }
    }

    [Fact]
    public void Alpha_TrainedBetas_ReplaceTheSchedule()
    {
        NoiseSchedule noise = new(new SchedulerConfig { TrainTimesteps = 3, TrainedBetas = [0.5, 0.25, 0.75] });

        Assert.Equal([0.5, 0.375, 0.09375], Enumerable.Range(0, noise.Count).Select(noise.Alpha));
    }
}
