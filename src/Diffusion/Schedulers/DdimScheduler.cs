namespace ReCorD.Diffusion.Schedulers;

/// <summary>
/// Denoising diffusion implicit models (Song et al., arXiv 2010.02502, equation 12), deterministic unless <see cref="Eta"/> is set. Equals
/// <c>DDIMScheduler</c> of diffusers, whose defaults hold where the settings do not say: leading spacing, last alpha 1, clean sample cut to [-1, 1].
/// </summary>
/// <exception cref="SchedulerConfigException">A setting is out of range.</exception>
[Scheduler(DiffusersName, "ddim", "DDIM")]
public sealed class DdimScheduler(SchedulerConfig config) : TrainedScheduler(config, TimestepSpacing.Leading)
{
    /// <summary>Its name in <c>scheduler_config.json</c>.</summary>
    public const string DiffusersName = "DDIMScheduler";

    /// <summary>Share of fresh noise, 0 to 1: 0 adds none, 1 is DDPM's amount. Default 0, as in Stable Diffusion.</summary>
    public double Eta { get; init; }

    /// <inheritdoc/>
    public override string Name => DiffusersName;

    /// <inheritdoc/>
    public override DdimPlan Plan(int steps)
    {
        CheckSteps(steps);
        int[] timesteps = Spread(steps);
        RefuseNoiseFromPureNoise(timesteps);
        return new DdimPlan(Config, Noise, timesteps, Eta);
    }
}
