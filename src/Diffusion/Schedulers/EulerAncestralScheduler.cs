namespace ReCorD.Diffusion.Schedulers;

/// <summary>
/// Euler's method to a lower noise level than the next, then fresh noise up to it (ancestral sampling, as in k-diffusion). Equals
/// <c>EulerAncestralDiscreteScheduler</c> of diffusers, whose linspace spacing holds where the settings do not say. Draws noise at every step, also at
/// the last, where none is added: the next picture of the same generator depends on it.
/// </summary>
[Scheduler(DiffusersName, "euler-ancestral", "Euler a")]
public sealed class EulerAncestralScheduler : TrainedScheduler
{
    /// <summary>Its name in <c>scheduler_config.json</c>.</summary>
    public const string DiffusersName = "EulerAncestralDiscreteScheduler";

    private readonly NoiseLevels levels;

    /// <exception cref="SchedulerConfigException">A setting is out of range, or the network predicts the clean sample.</exception>
    public EulerAncestralScheduler(SchedulerConfig config)
        : base(config, TimestepSpacing.Linspace)
    {
        RefuseSamplePrediction();
        levels = new NoiseLevels(Noise, config.RescaleBetasZeroSnr);
    }

    /// <inheritdoc/>
    public override string Name => DiffusersName;

    /// <inheritdoc/>
    public override ISamplingPlan Plan(int steps)
    {
        CheckSteps(steps);
        return new EulerAncestralPlan(NoiseLevelSteps.Lay(Spacing, Config, levels, steps), Config.PredictionType);
    }

    private sealed class EulerAncestralPlan(NoiseLevelSteps steps, PredictionType prediction) : NoiseLevelPlan(steps, prediction)
    {
        public override StepResult Step(ReadOnlySpan<float> modelOutput, int stepIndex, ReadOnlySpan<float> sample, StepContext context = default)
        {
            NetworkOutput.CheckLength(modelOutput, sample);
            double sigma = Sigma(stepIndex), next = Sigma(stepIndex + 1);
            double up = Math.Sqrt(next * next * ((sigma * sigma) - (next * next)) / (sigma * sigma));
            double down = Math.Sqrt((next * next) - (up * up));
            float[] drawn = context.Draw(sample.Length);
            float[] previous = new float[sample.Length], original = new float[sample.Length];
            for (int index = 0; index < sample.Length; index++)
            {
                double clean = Clean(modelOutput[index], sample[index], sigma);
                original[index] = (float)clean;
                previous[index] = (float)(sample[index] + ((sample[index] - clean) / sigma * (down - sigma)) + (up * drawn[index]));
            }

            return new StepResult(previous, original);
        }
    }
}
