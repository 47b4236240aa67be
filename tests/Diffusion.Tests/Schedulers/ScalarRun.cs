using ReCorD.Diffusion.Noise;
using ReCorD.Diffusion.Schedulers;

namespace ReCorD.Diffusion.Tests.Schedulers;

/// <summary>
/// A whole run on one number: the network's output at call k is sin(k + 1), the noise cos(k + 1), the start 1 times the scheduler's. The numbers that tests
/// expect were computed with a float32 statement of diffusers' schedulers that reproduces the sums of diffusers' own scheduler tests.
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

    /// <summary>The same, predicting velocity.</summary>
    public static SchedulerConfig Velocity { get; } = StableDiffusion with { PredictionType = PredictionType.Velocity };

    /// <summary>The settings with a field that one scheduler reads.</summary>
    public static SchedulerConfig With(this SchedulerConfig config, string name, object value) => config with { Fields = config.Fields.With(name, value) };

    /// <summary>The sample after each call.</summary>
    public static double[] Run(IScheduler scheduler, int steps)
    {
        ISamplingPlan plan = scheduler.Plan(steps);
        float[] sample = [(float)plan.InitNoiseSigma];
        StepHistory? history = null;
        double[] samples = new double[plan.Timesteps.Count];
        for (int call = 0; call < samples.Length; call++)
        {
            StepResult result = plan.Step([(float)Math.Sin(call + 1)], call, sample, new StepContext(history, new Constant((float)Math.Cos(call + 1))));
            (sample, history) = (result.PreviousSample, result.History);
            samples[call] = sample[0];
        }

        return samples;
    }

    /// <summary>Compares the samples after the first calls, and after the last, with diffusers'.</summary>
    public static void AssertRun(IScheduler scheduler, int steps, double[] first, double? last)
    {
        double[] samples = Run(scheduler, steps);
        AssertClose(first, samples[..first.Length]);
        if (last is { } expected)
        {
            AssertClose([expected], [samples[^1]]);
        }
    }

    /// <summary>Compares within <see cref="Tolerance"/>, number by number.</summary>
    public static void AssertClose(double[] expected, IEnumerable<double> actual)
        => Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, Math.Abs(pair.First) * Tolerance));

    /// <summary>Sigma at a call, from the share of the picture there.</summary>
    public static double Sigma(this ISamplingPlan plan, int call) => Math.Sqrt((1 / plan.AlphaCumprod(call)) - 1);

    private sealed class Constant(float value) : INoiseSource
    {
        public void Fill(Span<float> destination) => destination.Fill(value);
    }
}
