namespace ReCorD.Diffusion.Schedulers;

/// <summary>
/// The training's noise: cumulative product of 1 - beta per timestep, called alpha here as in the DDIM paper. Computed as diffusers does with
/// PyTorch on a CPU: betas in float32, their product kept in float64 and rounded to float32 at each timestep. That differs by about 1e-6 in relative
/// terms from a computation in float64 throughout, and more at the end of a schedule that is rescaled to zero signal.
/// </summary>
public sealed class NoiseSchedule
{
    private readonly float[] alphas;

    /// <exception cref="SchedulerConfigException">A setting is out of range.</exception>
    public NoiseSchedule(SchedulerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        float[] betas = Betas(config);
        alphas = CumulativeProduct(config.RescaleBetasZeroSnr ? RescaleToZeroSnr(betas) : betas);
    }

    /// <summary>Number of training timesteps.</summary>
    public int Count => alphas.Length;

    /// <summary>Share of the picture in the variance at a timestep: x_t = sqrt(alpha) x0 + sqrt(1 - alpha) noise. In [0, 1], falling with the timestep.</summary>
    public double Alpha(int timestep) => alphas[timestep];

    private static float[] Betas(SchedulerConfig config)
    {
        int count = config.TrainTimesteps;
        return config switch
        {
            { TrainedBetas: { } trained } => [.. trained.Select(static beta => (float)beta)],
            { BetaSchedule: BetaSchedule.Linear } => Linspace(config.BetaStart, config.BetaEnd, count),
            { BetaSchedule: BetaSchedule.ScaledLinear } => [.. Linspace(Math.Sqrt(config.BetaStart), Math.Sqrt(config.BetaEnd), count).Select(static root => root * root)],
            { BetaSchedule: BetaSchedule.SquaredCosineCapV2 } => [.. Enumerable.Range(0, count).Select(timestep =>
                (float)Math.Min(1 - (CosineAlpha((timestep + 1.0) / count) / CosineAlpha((double)timestep / count)), 0.999))],
            _ => throw config.Invalid("beta_schedule", $"is {config.BetaSchedule}, which is not known."),
        };
    }

    /// <summary>torch.linspace in float32: from the start in its first half, from the end in its second.</summary>
    private static float[] Linspace(double start, double end, int count)
    {
        float first = (float)start, last = (float)end;
        float step = count == 1 ? 0 : (last - first) / (count - 1);
        return [.. Enumerable.Range(0, count).Select(index => index < count / 2 || count == 1 ? first + (step * index) : last - (step * (count - 1 - index)))];
    }

    private static double CosineAlpha(double time) => Math.Pow(Math.Cos((time + 0.008) / 1.008 * Math.PI / 2), 2);

    private static float[] CumulativeProduct(float[] betas)
    {
        double product = 1;
        return [.. betas.Select(beta => (float)(product *= 1 - beta))];
    }

    /// <summary>Betas whose sqrt(alpha) is shifted and scaled so that the last is 0 and the first stays.</summary>
    private static float[] RescaleToZeroSnr(float[] betas)
    {
        float[] roots = [.. CumulativeProduct(betas).Select(MathF.Sqrt)];
        float first = roots[0], last = roots[^1], scale = first / (first - last);
        float[] alphas = [.. roots.Select(root => (root - last) * scale).Select(static root => root * root)];
        return [.. alphas.Select((alpha, timestep) => 1 - (timestep == 0 ? alpha : alpha / alphas[timestep - 1]))];
    }
}
