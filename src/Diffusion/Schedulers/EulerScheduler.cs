namespace ReCorD.Diffusion.Schedulers;

/// <summary>
/// Euler's method over noise levels (Karras et al., arXiv 2206.00364, algorithm 2). Equals <c>EulerDiscreteScheduler</c> of diffusers, whose
/// defaults hold where the settings do not say: linspace spacing, linear interpolation, no Karras levels, end at sigma 0.
/// </summary>
[Scheduler(DiffusersName, "euler", "Euler")]
public sealed class EulerScheduler : TrainedScheduler
{
    /// <summary>Its name in <c>scheduler_config.json</c>.</summary>
    public const string DiffusersName = "EulerDiscreteScheduler";

    private static readonly Dictionary<string, bool> Interpolations = new(StringComparer.Ordinal) { ["linear"] = false, ["log_linear"] = true };
    private static readonly Dictionary<string, bool> TimestepTypes = new(StringComparer.Ordinal) { ["discrete"] = false, ["continuous"] = true };

    private readonly NoiseLevels levels;
    private readonly bool logLinear;
    private readonly bool continuous;
    private readonly bool karras;
    private readonly bool endsAtLeast;

    /// <exception cref="SchedulerConfigException">A setting is out of range, not known or not supported.</exception>
    public EulerScheduler(SchedulerConfig config)
        : base(config, TimestepSpacing.Linspace)
    {
        SchedulerFields fields = config.Fields;
        fields.RefuseTrue("use_exponential_sigmas", "such levels are not supported. Set it to false, or `use_karras_sigmas` to true.");
        fields.RefuseTrue("use_beta_sigmas", "such levels are not supported. Set it to false, or `use_karras_sigmas` to true.");
        levels = new NoiseLevels(Noise, config.RescaleBetasZeroSnr);
        logLinear = fields.Choice("interpolation_type", Interpolations) ?? false;
        continuous = (fields.Choice("timestep_type", TimestepTypes) ?? false) && config.PredictionType == PredictionType.Velocity;
        karras = fields.Boolean("use_karras_sigmas") ?? false;
        endsAtLeast = fields.Choice("final_sigmas_type", FinalSigmas.EndsAtLeast) ?? false;
    }

    /// <summary>Noise added on the way. Default none, as in Stable Diffusion.</summary>
    public EulerChurn Churn { get; init; } = EulerChurn.None;

    /// <inheritdoc/>
    public override string Name => DiffusersName;

    /// <inheritdoc/>
    public override ISamplingPlan Plan(int steps)
    {
        CheckSteps(steps);
        NoiseLevelSteps laid = NoiseLevelSteps.Lay(Spacing, Config, levels, steps);
        double[] timesteps = laid.Timesteps, sigmas = laid.Sigmas[..^1];
        if (logLinear)
        {
            // One level more than steps: the run ends at the training's least noise, not at what is appended.
            sigmas = NoiseLevels.LogLinear(levels.Greatest, levels.Least, steps + 1);
        }

        if (karras)
        {
            sigmas = NoiseLevels.Karras(Config.Fields.Number("sigma_max") ?? sigmas[0], Config.Fields.Number("sigma_min") ?? sigmas[^1], steps);
            timesteps = Array.ConvertAll(sigmas, levels.TimestepOf);
        }

        if (continuous)
        {
            timesteps = [.. sigmas.Take(steps).Select(static sigma => 0.25 * Math.Log(sigma))];
        }

        laid = laid with { Timesteps = timesteps, Sigmas = [.. sigmas, endsAtLeast ? levels.Least : 0] };
        return new EulerPlan(laid.Rounded(Spacing), Config.PredictionType, Churn);
    }

    private sealed class EulerPlan(NoiseLevelSteps steps, PredictionType prediction, EulerChurn churn) : NoiseLevelPlan(steps, prediction)
    {
        public override StepResult Step(ReadOnlySpan<float> modelOutput, int stepIndex, ReadOnlySpan<float> sample, StepContext context = default)
        {
            NetworkOutput.CheckLength(modelOutput, sample);
            double sigma = Sigma(stepIndex), gamma = churn.Gamma(sigma, Timesteps.Count);
            double raised = sigma * (1 + gamma), next = Sigma(stepIndex + 1);
            double added = churn.Noise * Math.Sqrt((raised * raised) - (sigma * sigma));
            float[]? drawn = gamma > 0 ? context.Draw(sample.Length) : null;
            float[] previous = new float[sample.Length], original = new float[sample.Length];
            for (int index = 0; index < sample.Length; index++)
            {
                double noisy = sample[index] + (drawn is null ? 0 : added * drawn[index]);

                // Epsilon is read against the raised sigma, a velocity against the step's own: the letter of diffusers' step.
                double clean = Clean(modelOutput[index], noisy, Prediction == PredictionType.Epsilon ? raised : sigma);
                original[index] = (float)clean;
                previous[index] = (float)(noisy + ((noisy - clean) / raised * (next - raised)));
            }

            return new StepResult(previous, original);
        }
    }
}
