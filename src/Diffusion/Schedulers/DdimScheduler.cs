namespace ReCorD.Diffusion.Schedulers;

/// <summary>
/// Denoising diffusion implicit models (Song et al., arXiv 2010.02502, equation 12) with eta 0: deterministic. Equals <c>DDIMScheduler</c>
/// of diffusers, whose defaults hold where the settings do not say: leading spacing, last alpha 1, clean sample cut to [-1, 1].
/// </summary>
public sealed class DdimScheduler : IScheduler
{
    /// <summary>Its name in <c>scheduler_config.json</c>.</summary>
    public const string DiffusersName = "DDIMScheduler";

    private readonly TimestepSpacing spacing;

    /// <exception cref="SchedulerConfigException">A setting is out of range.</exception>
    public DdimScheduler(SchedulerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config;
        Noise = new NoiseSchedule(config);
        spacing = config.TimestepSpacing ?? TimestepSpacing.Leading;
    }

    /// <inheritdoc/>
    public string Name => DiffusersName;

    /// <inheritdoc/>
    public SchedulerConfig Config { get; }

    /// <summary>The training's noise by timestep.</summary>
    public NoiseSchedule Noise { get; }

    /// <summary>The training timesteps, less where the leading spacing's offset would lead beyond the last of them.</summary>
    public int MaximumSteps
    {
        get
        {
            int steps = Config.TrainTimesteps;
            while (spacing == TimestepSpacing.Leading && steps > 1 && FirstLeading(steps) >= Config.TrainTimesteps)
            {
                steps--;
            }

            return steps;
        }
    }

    /// <inheritdoc/>
    public DdimPlan Plan(int steps)
    {
        if (steps < 1 || steps > Config.TrainTimesteps || (spacing == TimestepSpacing.Leading && FirstLeading(steps) >= Config.TrainTimesteps))
        {
            throw new ArgumentOutOfRangeException(
                nameof(steps), steps, $"This model's scheduler takes 1 to {MaximumSteps} steps (training timesteps {Config.TrainTimesteps}, `steps_offset` {Config.StepsOffset}).");
        }

        int[] timesteps = Timesteps.Spread(spacing, Config.TrainTimesteps, steps, Config.StepsOffset);
        if (Config.PredictionType == PredictionType.Epsilon && timesteps.Any(timestep => Noise.Alpha(timestep) <= 0))
        {
            throw Config.Invalid(
                "prediction_type",
                "is epsilon, but nothing of the picture is left at the first timestep (`rescale_betas_zero_snr`), so noise tells nothing about it. Such models have v_prediction.");
        }

        return new DdimPlan(Config, Noise, timesteps);
    }

    ISamplingPlan IScheduler.Plan(int steps) => Plan(steps);

    private int FirstLeading(int steps) => (Config.TrainTimesteps / steps * (steps - 1)) + Config.StepsOffset;
}
