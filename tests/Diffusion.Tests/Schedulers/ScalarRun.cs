using ReCorD.Diffusion.Schedulers;

namespace ReCorD.Diffusion.Tests.Schedulers;

/// <summary>
/// A whole run on one number: the network's output at call k is sin(k + 1), the start 1. The numbers that tests expect were computed
/// with a float32 statement of diffusers' schedulers that reproduces the sums of diffusers' own scheduler tests.
/// </summary>
internal static class ScalarRun
{
    /// <summary>Relative; the expected numbers are printed with six decimals and were computed in float32.</summary>
    public const double Tolerance = 2e-5;

    /// <summary>The Stable Diffusion settings.</summary>
    public static SchedulerConfig StableDiffusion { get; } = new()
    {
        BetaStart = 0.00085,
        BetaEnd = 0.012,
        BetaSchedule = BetaSchedule.ScaledLinear,
        StepsOffset = 1,
        SetAlphaToOne = false,
        ClipSample = false,
    };

    /// <summary>The sample after each call.</summary>
    public static double[] Run(IScheduler scheduler, int steps)
    {
        ISamplingPlan plan = scheduler.Plan(steps);
        float[] sample = [(float)plan.InitNoiseSigma];
        StepHistory? history = null;
        double[] samples = new double[plan.Timesteps.Count];
        for (int call = 0; call < samples.Length; call++)
        {
            StepResult result = plan.Step([(float)Math.Sin(call + 1)], call, sample, new StepContext(history));
            (sample, history) = (result.PreviousSample, result.History);
            samples[call] = sample[0];
        }

        return samples;
    }
}
