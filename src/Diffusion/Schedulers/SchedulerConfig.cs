namespace ReCorD.Diffusion.Schedulers;

/// <summary>
/// The fields of a diffusers <c>scheduler_config.json</c> that the schedulers read. Fields whose default differs from class to class are
/// nullable: null means that the file does not say, and the scheduler's own default holds (diffusers does not carry them over either).
/// </summary>
public sealed record SchedulerConfig
{
    /// <summary>Name of the diffusers class that the model was published with (<c>_class_name</c>). Default <c>DDIMScheduler</c>.</summary>
    public string ClassName { get; init; } = DdimScheduler.DiffusersName;

    /// <summary>Timesteps of the training, N. Default 1000.</summary>
    public int TrainTimesteps { get; init; } = 1000;

    /// <summary>First noise variance, in (0, 1). Default 0.0001, that of all diffusers classes.</summary>
    public double BetaStart { get; init; } = 0.0001;

    /// <summary>Last noise variance, in (0, 1), not below <see cref="BetaStart"/>. Default 0.02.</summary>
    public double BetaEnd { get; init; } = 0.02;

    /// <summary>Default linear.</summary>
    public BetaSchedule BetaSchedule { get; init; } = BetaSchedule.Linear;

    /// <summary>The variances themselves, one per timestep; replaces the three fields above. Default null.</summary>
    public IReadOnlyList<double>? TrainedBetas { get; init; }

    /// <summary>Rescales the variances so that nothing of the picture is left at the last timestep (arXiv 2305.08891, algorithm 1). Default false.</summary>
    public bool RescaleBetasZeroSnr { get; init; }

    /// <summary>Default epsilon.</summary>
    public PredictionType PredictionType { get; init; } = PredictionType.Epsilon;

    /// <summary>Null: the scheduler's default.</summary>
    public TimestepSpacing? TimestepSpacing { get; init; }

    /// <summary>Added to each timestep of the leading spacing. Default 0; Stable Diffusion has 1.</summary>
    public int StepsOffset { get; init; }

    /// <summary>Whether the last step ends at alpha 1 and not at that of timestep 0. Null: the scheduler's default.</summary>
    public bool? SetAlphaToOne { get; init; }

    /// <summary>Whether the predicted clean sample is cut to plus or minus <see cref="ClipSampleRange"/>. Null: the scheduler's default.</summary>
    public bool? ClipSample { get; init; }

    /// <summary>Positive. Default 1.</summary>
    public double ClipSampleRange { get; init; } = 1;

    /// <summary>
    /// All fields of the file by name, for those that one scheduler alone reads (<c>use_karras_sigmas</c>, <c>skip_prk_steps</c> and the like). What
    /// the properties above say is not read from here. Default: none.
    /// </summary>
    public SchedulerFields Fields { get; init; } = SchedulerFields.Empty;

    /// <summary>The file that these settings were read from; null where there is none. For messages.</summary>
    public string? Path { get; init; }

    /// <summary>Reads and checks a file. Unknown fields are left alone, as diffusers does; known ones with unknown values are not.</summary>
    /// <param name="path">Path of a <c>scheduler_config.json</c>.</param>
    /// <exception cref="SchedulerConfigException">Missing, malformed, or a value that this program does not know.</exception>
    public static SchedulerConfig Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SchedulerConfig config = SchedulerConfigReader.Read(path);
        config.Validate();
        return config;
    }

    /// <summary>
    /// The settings for a model that denoises latents. For Stable Diffusion 1 and 2 they are those that diffusers' <c>StableDiffusionPipeline</c> sets where old
    /// files do not: the clean sample is not cut, and the leading spacing begins one timestep later. <c>StableDiffusionXLPipeline</c> touches neither field, and
    /// so the offset stays as it is for SDXL; its clean sample is not cut here all the same, because a latent reaches far beyond 1: a file that leaves
    /// <c>clip_sample</c> to the class's default, which is for pixels, would spoil the picture. SDXL base 1.0 says false itself.
    /// </summary>
    /// <param name="isXL">Whether the model is SDXL.</param>
    internal SchedulerConfig ForLatents(bool isXL)
        => this with { ClipSample = false, StepsOffset = isXL ? StepsOffset : Math.Min(1, TrainTimesteps - 1) };

    /// <summary>Checks ranges.</summary>
    /// <exception cref="SchedulerConfigException">A number out of its range.</exception>
    internal void Validate()
    {
        if (TrainTimesteps is < 1 or > 1_000_000)
        {
            throw Invalid("num_train_timesteps", $"is {TrainTimesteps}; expected 1 to 1000000 (Stable Diffusion: 1000).");
        }

        if (TrainedBetas is { } betas)
        {
            if (betas.Count != TrainTimesteps)
            {
                throw Invalid("trained_betas", $"has {betas.Count} values; expected one per training timestep, {TrainTimesteps}.");
            }

            if (betas.Any(static beta => !(beta is > 0 and < 1)))
            {
                throw Invalid("trained_betas", "has a value outside (0, 1).");
            }
        }
        else if (BetaSchedule != BetaSchedule.SquaredCosineCapV2 && !(BetaStart > 0 && BetaStart <= BetaEnd && BetaEnd < 1))
        {
            throw Invalid("beta_start", FormattableString.Invariant($"to `beta_end` is {BetaStart} to {BetaEnd}; expected 0 < beta_start <= beta_end < 1."));
        }

        if (StepsOffset < 0 || StepsOffset >= TrainTimesteps)
        {
            throw Invalid("steps_offset", $"is {StepsOffset}; expected 0 to {TrainTimesteps - 1} (Stable Diffusion: 1).");
        }

        if (!(ClipSampleRange > 0))
        {
            throw Invalid("clip_sample_range", FormattableString.Invariant($"is {ClipSampleRange}; expected a positive number."));
        }
    }

    internal SchedulerConfigException Invalid(string field, string problem) => new(Path, field, problem);
}
