namespace ReCorD.Diffusion.Schedulers;

/// <summary>What all schedulers here share: the training's noise, the spacing of steps over its timesteps, and how many steps fit.</summary>
public abstract class TrainedScheduler : IScheduler
{
    private protected TrainedScheduler(SchedulerConfig config, TimestepSpacing defaultSpacing)
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config;
        Noise = new NoiseSchedule(config);
        Spacing = config.TimestepSpacing ?? defaultSpacing;
    }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public SchedulerConfig Config { get; }

    /// <summary>The training's noise by timestep.</summary>
    public NoiseSchedule Noise { get; }

    /// <inheritdoc/>
    public virtual int MinimumSteps => 1;

    /// <summary>The training timesteps, less where the leading spacing's offset would lead beyond the last of them.</summary>
    public int MaximumSteps
    {
        get
        {
            int steps = Config.TrainTimesteps;
            while (steps > MinimumSteps && !Fits(steps))
            {
                steps--;
            }

            return steps;
        }
    }

    private protected TimestepSpacing Spacing { get; }

    /// <inheritdoc/>
    public abstract ISamplingPlan Plan(int steps);

    /// <summary>The first timestep of the leading spacing.</summary>
    private protected virtual int FirstLeading(int steps) => (Config.TrainTimesteps / steps * (steps - 1)) + Config.StepsOffset;

    private protected void CheckSteps(int steps)
    {
        if (steps < MinimumSteps || steps > Config.TrainTimesteps || !Fits(steps))
        {
            throw new ArgumentOutOfRangeException(
                nameof(steps), steps,
                $"{Name} takes {MinimumSteps} to {MaximumSteps} steps with this model (training timesteps {Config.TrainTimesteps}, `steps_offset` {Config.StepsOffset}).");
        }
    }

    private protected int[] Spread(int steps) => Timesteps.Spread(Spacing, Config.TrainTimesteps, steps, Config.StepsOffset);

    /// <summary>Noise says nothing about a picture of which nothing is left.</summary>
    private protected void RefuseNoiseFromPureNoise(IEnumerable<int> timesteps)
    {
        if (Config.PredictionType == PredictionType.Epsilon && timesteps.Any(timestep => Noise.Alpha(timestep) <= 0))
        {
            throw Config.Invalid(
                "prediction_type",
                "is epsilon, but nothing of the picture is left at the first timestep (`rescale_betas_zero_snr`), so noise tells nothing about it. Such models have v_prediction.");
        }
    }

    private protected void RefuseSamplePrediction()
    {
        if (Config.PredictionType == PredictionType.Sample)
        {
            throw Config.Invalid("prediction_type", $"is sample, which {Name} does not take (nor does it in diffusers). Choose another scheduler, such as ddim.");
        }
    }

    private bool Fits(int steps) => Spacing != TimestepSpacing.Leading || FirstLeading(steps) < Config.TrainTimesteps;
}
