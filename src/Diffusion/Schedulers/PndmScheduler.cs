namespace ReCorD.Diffusion.Schedulers;

/// <summary>
/// Pseudo numerical methods for diffusion models (Liu et al., arXiv 2202.09778): a linear multistep method over DDIM's transfer (PLMS), which tries its
/// first step twice, or begins with three Runge-Kutta steps of four calls each. Equals <c>PNDMScheduler</c> of diffusers, whose defaults hold
/// where the settings do not say: leading spacing, last alpha that of timestep 0, and Runge-Kutta steps, which Stable Diffusion's settings leave out.
/// </summary>
[Scheduler(DiffusersName, "pndm", "PLMS")]
public sealed class PndmScheduler : TrainedScheduler
{
    /// <summary>Its name in <c>scheduler_config.json</c>.</summary>
    public const string DiffusersName = "PNDMScheduler";

    private readonly bool skipsRungeKutta;

    /// <exception cref="SchedulerConfigException">A setting is out of range, the network predicts the clean sample, or the noise ends at zero signal.</exception>
    public PndmScheduler(SchedulerConfig config)
        : base(config, TimestepSpacing.Leading)
    {
        RefuseSamplePrediction();
        if (config.RescaleBetasZeroSnr)
        {
            // diffusers' class lacks the field and would sample another schedule than the model's; its transfer divides by the share of the picture.
            throw config.Invalid("rescale_betas_zero_snr", $"is true, which {DiffusersName} cannot follow: no step leads away from noise alone. Choose another scheduler, such as ddim.");
        }

        skipsRungeKutta = config.Fields.Boolean("skip_prk_steps") ?? false;
    }

    /// <inheritdoc/>
    public override string Name => DiffusersName;

    /// <summary>1, or 4 where the run begins with Runge-Kutta steps, which reach over the first four.</summary>
    public override int MinimumSteps => skipsRungeKutta ? 1 : PndmPlan.Order;

    /// <inheritdoc/>
    public override ISamplingPlan Plan(int steps)
    {
        CheckSteps(steps);
        int[] timesteps = Spread(steps);
        int distance = Config.TrainTimesteps / steps;
        return new PndmPlan(Config, Noise, skipsRungeKutta ? PndmCalls.Multistep(timesteps, distance) : PndmCalls.RungeKutta(timesteps, distance));
    }
}
