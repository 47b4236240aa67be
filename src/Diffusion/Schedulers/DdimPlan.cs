namespace ReCorD.Diffusion.Schedulers;

/// <summary>A DDIM run: see <see cref="DdimScheduler"/>.</summary>
public sealed class DdimPlan : ISamplingPlan
{
    private readonly SchedulerConfig config;
    private readonly NoiseSchedule noise;
    private readonly int[] timesteps;
    private readonly double eta;
    private readonly double clipRange;

    internal DdimPlan(SchedulerConfig config, NoiseSchedule noise, int[] timesteps, double eta)
    {
        this.config = config;
        this.noise = noise;
        this.timesteps = timesteps;
        this.eta = eta;
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
        NetworkOutput.CheckLength(modelOutput, sample);
        double alpha = AlphaCumprod(stepIndex);
        double previousAlpha = PreviousAlphaCumprod(stepIndex);
        (double signal, double spread) = (Math.Sqrt(alpha), Math.Sqrt(1 - alpha));
        double fresh = Fresh(alpha, previousAlpha);
        (double nextSignal, double nextSpread) = (Math.Sqrt(previousAlpha), Math.Sqrt(1 - previousAlpha - (fresh * fresh)));
        float[]? drawn = eta > 0 ? context.Draw(sample.Length) : null;

        float[] previous = new float[sample.Length];
        float[] original = new float[sample.Length];
        for (int index = 0; index < sample.Length; index++)
        {
            (double clean, double epsilon) = NetworkOutput.Split(config.PredictionType, modelOutput[index], sample[index], signal, spread);

            // The noise is not recomputed from the cut value: diffusers' default (use_clipped_model_output false).
            clean = Math.Clamp(clean, -clipRange, clipRange);
            original[index] = (float)clean;
            previous[index] = (float)((nextSignal * clean) + (nextSpread * epsilon) + (drawn is null ? 0 : fresh * drawn[index]));
        }

        return new StepResult(previous, original);
    }

    /// <summary>Standard deviation of a step's fresh noise (equation 16).</summary>
    private double Fresh(double alpha, double previousAlpha)
        => eta > 0 ? eta * Math.Sqrt((1 - previousAlpha) / (1 - alpha) * (1 - (alpha / previousAlpha))) : 0;
}
