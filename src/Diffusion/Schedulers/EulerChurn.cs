namespace ReCorD.Diffusion.Schedulers;

/// <summary>
/// Noise that is added before an Euler step and removed by it (Karras et al., arXiv 2206.00364, algorithm 2: S_churn and its kin). In diffusers arguments
/// of the step, not settings of a model.
/// </summary>
public sealed record EulerChurn
{
    /// <summary>No step adds noise.</summary>
    public static EulerChurn None { get; } = new();

    /// <summary>Amount over the whole run, not negative. Default 0.</summary>
    public double Amount { get; init; }

    /// <summary>Least sigma at which noise is added. Default 0.</summary>
    public double Least { get; init; }

    /// <summary>Greatest sigma at which noise is added. Default: none.</summary>
    public double Greatest { get; init; } = double.PositiveInfinity;

    /// <summary>Standard deviation of the noise. Default 1.</summary>
    public double Noise { get; init; } = 1;

    /// <summary>gamma: how much sigma is raised before a step, as a share.</summary>
    internal double Gamma(double sigma, int steps)
        => sigma >= Least && sigma <= Greatest ? Math.Min(Amount / steps, Math.Sqrt(2) - 1) : 0;
}
