namespace ReCorD.Diffusion.Schedulers;

/// <summary>How the noise variances beta grow over the training timesteps (<c>beta_schedule</c>).</summary>
public enum BetaSchedule
{
    /// <summary>Evenly from beta_start to beta_end.</summary>
    Linear,

    /// <summary>Their square roots evenly (Stable Diffusion).</summary>
    ScaledLinear,

    /// <summary>From the squared cosine of Nichol and Dhariwal (arXiv 2102.09672, equation 17), each beta at most 0.999.</summary>
    SquaredCosineCapV2,
}
