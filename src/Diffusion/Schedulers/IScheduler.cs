namespace ReCorD.Diffusion.Schedulers;

/// <summary>
/// A sampler of diffusion models, bound to a model's settings and free of state: what one run needs is in the plan that it makes. Safe
/// to share between threads.
/// </summary>
public interface IScheduler
{
    /// <summary>Name of the diffusers class that it equals, such as <c>DDIMScheduler</c>.</summary>
    string Name { get; }

    /// <summary>The model's settings.</summary>
    SchedulerConfig Config { get; }

    /// <summary>The least number of steps that a plan may have.</summary>
    int MinimumSteps => 1;

    /// <summary>The greatest number of steps that a plan may have.</summary>
    int MaximumSteps { get; }

    /// <summary>Lays out a run (<c>set_timesteps</c>).</summary>
    /// <param name="steps">Denoising steps, <see cref="MinimumSteps"/> to <see cref="MaximumSteps"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Too few or too many steps.</exception>
    /// <exception cref="SchedulerConfigException">The settings allow no run, such as noise prediction from a timestep without picture.</exception>
    ISamplingPlan Plan(int steps);
}
