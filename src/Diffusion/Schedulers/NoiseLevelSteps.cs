namespace ReCorD.Diffusion.Schedulers;

/// <summary>Where the calls of an Euler run lie.</summary>
/// <param name="Timesteps">The network's time input per call; fractional.</param>
/// <param name="Sigmas">Noise per call, descending, and where the last leads to: one more than timesteps, or more that are not reached.</param>
/// <param name="InitNoiseSigma">The starting noise is multiplied by this.</param>
internal sealed record NoiseLevelSteps(double[] Timesteps, double[] Sigmas, double InitNoiseSigma)
{
    /// <summary>The spacing that the Euler schedulers share, with sigma at each timestep and 0 at the end.</summary>
    public static NoiseLevelSteps Lay(TimestepSpacing spacing, SchedulerConfig config, NoiseLevels levels, int steps)
    {
        double[] timesteps = spacing == TimestepSpacing.Linspace
            ? Linspace(config.TrainTimesteps, steps)
            : [.. Schedulers.Timesteps.Spread(spacing, config.TrainTimesteps, steps, config.StepsOffset).Select(static timestep => (double)timestep)];
        return new NoiseLevelSteps(timesteps, [.. timesteps.Select(levels.At), 0], 1).Rounded(spacing);
    }

    /// <summary>
    /// The same in float32, as diffusers keeps it, with the start's noise: the greatest sigma, or that beside a picture of variance 1 in the leading
    /// spacing, whose first timestep has some of the picture left.
    /// </summary>
    public NoiseLevelSteps Rounded(TimestepSpacing spacing)
    {
        double[] sigmas = Round(Sigmas);
        double greatest = sigmas.Max();
        return new NoiseLevelSteps(Round(Timesteps), sigmas, spacing == TimestepSpacing.Leading ? Math.Sqrt((greatest * greatest) + 1) : greatest);
    }

    private static double[] Linspace(int trainTimesteps, int steps)
    {
        double distance = steps == 1 ? 0 : (trainTimesteps - 1) / (double)(steps - 1);
        return Round([.. Enumerable.Range(0, steps).Select(step => (steps - 1 - step) * distance)]);
    }

    private static double[] Round(double[] values) => Array.ConvertAll(values, static value => (double)(float)value);
}
