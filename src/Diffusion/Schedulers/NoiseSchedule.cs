namespace ReCorD.Diffusion.Schedulers;

/// <summary>
/// The training's noise: cumulative product of 1 - beta per timestep, called alpha here as in the DDIM paper. Computed in float64;
/// diffusers computes it in float32, from which it differs by about 1e-6 in relative terms.
/// </summary>
public sealed class NoiseSchedule
{
    private readonly double[] alphas;

    /// <exception cref="SchedulerConfigException">A setting is out of range.</exception>
    public NoiseSchedule(SchedulerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        alphas = CumulativeProduct(Betas(config));
        if (config.RescaleBetasZeroSnr)
        {
            RescaleToZeroSnr(alphas);
        }
    }

    /// <summary>Number of training timesteps.</summary>
    public int Count => alphas.Length;

    /// <summary>Share of the picture in the variance at a timestep: x_t = sqrt(alpha) x0 + sqrt(1 - alpha) noise. In [0, 1], falling with the timestep.</summary>
    public double Alpha(int timestep) => alphas[timestep];

    private static double[] Betas(SchedulerConfig config)
    {
        if (config.TrainedBetas is { } trained)
        {
            return [.. trained];
        }

        int count = config.TrainTimesteps;
        double[] betas = new double[count];
        for (int timestep = 0; timestep < count; timestep++)
        {
            double share = count == 1 ? 0 : timestep / (double)(count - 1);
            betas[timestep] = config.BetaSchedule switch
            {
                BetaSchedule.Linear => Between(config.BetaStart, config.BetaEnd, share),
                BetaSchedule.ScaledLinear => Math.Pow(Between(Math.Sqrt(config.BetaStart), Math.Sqrt(config.BetaEnd), share), 2),
                BetaSchedule.SquaredCosineCapV2 => Math.Min(1 - (CosineAlpha((timestep + 1.0) / count) / CosineAlpha((double)timestep / count)), 0.999),
                _ => throw config.Invalid("beta_schedule", $"is {config.BetaSchedule}, which is not known."),
            };
        }

        return betas;
    }

    private static double Between(double start, double end, double share) => start + ((end - start) * share);

    private static double CosineAlpha(double time) => Math.Pow(Math.Cos((time + 0.008) / 1.008 * Math.PI / 2), 2);

    private static double[] CumulativeProduct(double[] betas)
    {
        double product = 1;
        return [.. betas.Select(beta => product *= 1 - beta)];
    }

    /// <summary>Shifts and scales sqrt(alpha) so that the last is 0 and the first stays.</summary>
    private static void RescaleToZeroSnr(double[] alphas)
    {
        double first = Math.Sqrt(alphas[0]);
        double last = Math.Sqrt(alphas[^1]);
        for (int timestep = 0; timestep < alphas.Length; timestep++)
        {
            alphas[timestep] = Math.Pow((Math.Sqrt(alphas[timestep]) - last) * first / (first - last), 2);
        }
    }
}
