using ReCorD.Diffusion.Noise;
using ReCorD.Diffusion.Schedulers;

namespace ReCorD.Diffusion.Tests.Schedulers;

/// <summary>
/// The full loop of diffusers' scheduler tests (tests/schedulers/test_schedulers.py): a sample [4, 3, 8, 8] that counts from 0 to 1, the network
/// x t / (t + 1), ten steps. The tests there keep the scaled input as the sample, and so does this.
/// </summary>
internal static class UnitTestLoop
{
    /// <summary>Of a sum near 100, as in diffusers' tests.</summary>
    public const double SumTolerance = 1e-2;

    /// <summary>Of a mean, as in diffusers' tests.</summary>
    public const double MeanTolerance = 1e-3;

    private const int Count = 4 * 3 * 8 * 8;

    /// <summary>Linear betas from 0.0001 to 0.02, the defaults of all classes.</summary>
    public static SchedulerConfig Config(int trainTimesteps, PredictionType prediction = PredictionType.Epsilon) => new() { TrainTimesteps = trainTimesteps, PredictionType = prediction };

    /// <summary>The sum of magnitudes at the end.</summary>
    public static double Sum(IScheduler scheduler)
    {
        ISamplingPlan plan = scheduler.Plan(10);
        TorchGenerator noise = new(0);
        float[] sample = [.. Enumerable.Range(0, Count).Select(index => (float)(Start(index) * plan.InitNoiseSigma))];
        StepHistory? history = null;
        for (int call = 0; call < plan.Timesteps.Count; call++)
        {
            float[] input = new float[Count];
            plan.ScaleModelInput(call, sample, input);
            float time = (float)plan.Timesteps[call];
            StepResult result = plan.Step([.. input.Select(value => value * time / (time + 1))], call, input, new StepContext(history, noise));
            (sample, history) = (result.PreviousSample, result.History);
        }

        return sample.Sum(value => (double)Math.Abs(value));
    }

    /// <summary>The mean of magnitudes at the end.</summary>
    public static double Mean(IScheduler scheduler) => Sum(scheduler) / Count;

    /// <summary>An arange of [3, 8, 8, 4] over its size, with its last axis moved to the front.</summary>
    private static float Start(int index) => (((index % (Count / 4)) * 4) + (index / (Count / 4))) / (float)Count;
}
