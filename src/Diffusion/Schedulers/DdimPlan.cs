namespace ReCorD.Diffusion.Schedulers;

/// <summary>A DDIM run: see <see cref="DdimScheduler"/>.</summary>
public sealed class DdimPlan : ISamplingPlan
{
    private readonly SchedulerConfig config;
    private readonly NoiseSchedule noise;
    private readonly int[] timesteps;
    private readonly double clipRange;

    internal DdimPlan(SchedulerConfig config, NoiseSchedule noise, int[] timesteps)
    {
        this.config = config;
        this.noise = noise;
        this.timesteps = timesteps;
        Timesteps = [.. timesteps.Select(static timestep => (double)timestep)];
        clipRange = config.ClipSample ?? true ? config.ClipSampleRange : double.PositiveInfinity;
    }

    /// <inheritdoc/>
    public IReadOnlyList<double> Timesteps { get; }

    /// <summary>1: the start is pure noise of variance 1.</summary>
    public double InitNoiseSigma => 1;

    /// <inheritdoc/>
    public double AlphaCumprod(int stepIndex) => noise.Alpha(timesteps[stepIndex]);

    /// <summary>Alpha of the sample that a step leads to.</summary>
    /// <remarks>
    /// Always N div n below the present timestep, as in diffusers: with the linspace and trailing spacings that is not quite the
    /// next timestep of the plan.
    /// </remarks>
    public double PreviousAlphaCumprod(int stepIndex)
    {
        int previous = timesteps[stepIndex] - (config.TrainTimesteps / timesteps.Length);
        return previous >= 0 ? noise.Alpha(previous) : config.SetAlphaToOne ?? true ? 1 : noise.Alpha(0);
    }

    /// <inheritdoc/>
    public void ScaleModelInput(int stepIndex, ReadOnlySpan<float> sample, Span<float> destination) => sample.CopyTo(destination);

    /// <inheritdoc/>
    public StepResult Step(ReadOnlySpan<float> modelOutput, int stepIndex, ReadOnlySpan<float> sample, StepContext context = default)
    {
        if (modelOutput.Length != sample.Length)
        {
            throw new ArgumentException($"The network's output has {modelOutput.Length} values but the sample {sample.Length}; they must be equal.", nameof(modelOutput));
        }

        double alpha = AlphaCumprod(stepIndex);
        double previousAlpha = PreviousAlphaCumprod(stepIndex);
        (double signal, double spread) = (Math.Sqrt(alpha), Math.Sqrt(1 - alpha));
        (double nextSignal, double nextSpread) = (Math.Sqrt(previousAlpha), Math.Sqrt(1 - previousAlpha));

        float[] previous = new float[sample.Length];
        float[] original = new float[sample.Length];
        for (int index = 0; index < sample.Length; index++)
        {
            (double clean, double epsilon) = Split(config.PredictionType, modelOutput[index], sample[index], signal, spread);

            // The noise is not recomputed from the cut value: diffusers' default (use_clipped_model_output false).
            clean = Math.Clamp(clean, -clipRange, clipRange);
            original[index] = (float)clean;
            previous[index] = (float)((nextSignal * clean) + (nextSpread * epsilon));
        }

        return new StepResult(previous, original);
    }

    /// <summary>The clean value and the noise that a sample's value consists of, by what the network predicts.</summary>
    private static (double Clean, double Epsilon) Split(PredictionType type, double output, double sample, double signal, double spread) => type switch
    {
        PredictionType.Epsilon => ((sample - (spread * output)) / signal, output),
        PredictionType.Velocity => ((signal * sample) - (spread * output), (signal * output) + (spread * sample)),
        _ => (output, (sample - (signal * output)) / spread),
    };
}
