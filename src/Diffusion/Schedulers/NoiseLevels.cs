namespace ReCorD.Diffusion.Schedulers;

/// <summary>
/// The training's noise as schedulers over noise levels see it: sigma = sqrt((1 - alpha) / alpha), the noise beside a picture of variance as it is.
/// Float32, as in diffusers; between timesteps by interpolation.
/// </summary>
internal sealed class NoiseLevels
{
    /// <summary>Stands for 0 at the end of a schedule rescaled to zero signal, so that sigma is 4096 and not infinite (diffusers' value).</summary>
    private const float LeastAlpha = 1f / (1 << 24);

    /// <summary>rho of Karras et al. for sampling.</summary>
    private const double KarrasRho = 7;

    private readonly double[] sigmas;
    private readonly double[] logarithms;

    public NoiseLevels(NoiseSchedule noise, bool zeroSnr)
    {
        sigmas = new double[noise.Count];
        for (int timestep = 0; timestep < sigmas.Length; timestep++)
        {
            float alpha = zeroSnr && timestep == sigmas.Length - 1 ? LeastAlpha : (float)noise.Alpha(timestep);
            sigmas[timestep] = MathF.Sqrt((1 - alpha) / alpha);
        }

        logarithms = Array.ConvertAll(sigmas, Math.Log);
    }

    /// <summary>Sigma of timestep 0.</summary>
    public double Least => sigmas[0];

    /// <summary>Sigma of the last timestep.</summary>
    public double Greatest => sigmas[^1];

    /// <summary>Sigma at a timestep, which may lie between two.</summary>
    public double At(double timestep)
    {
        int below = Math.Clamp((int)timestep, 0, Math.Max(0, sigmas.Length - 2));
        int above = Math.Min(below + 1, sigmas.Length - 1);
        return sigmas[below] + ((timestep - below) * (sigmas[above] - sigmas[below]));
    }

    /// <summary>The timestep, perhaps between two, of a sigma: by interpolation of its logarithm.</summary>
    public double TimestepOf(double sigma)
    {
        double logarithm = Math.Log(Math.Max(sigma, 1e-10));
        int found = Array.BinarySearch(logarithms, logarithm);
        int below = Math.Clamp(found >= 0 ? found : ~found - 1, 0, Math.Max(0, sigmas.Length - 2));
        int above = Math.Min(below + 1, sigmas.Length - 1);
        double range = logarithms[above] - logarithms[below];
        return below + (range > 0 ? Math.Clamp((logarithm - logarithms[below]) / range, 0, 1) : 0);
    }

    /// <summary>Descending levels, closer together where there is little noise (Karras et al., arXiv 2206.00364, equation 5).</summary>
    public static double[] Karras(double greatest, double least, int steps)
    {
        double first = Math.Pow(greatest, 1 / KarrasRho), last = Math.Pow(least, 1 / KarrasRho);
        return [.. Enumerable.Range(0, steps).Select(step => Math.Pow(first + (Share(step, steps) * (last - first)), KarrasRho))];
    }

    /// <summary>Descending levels whose logarithms are evenly spaced, both ends included.</summary>
    public static double[] LogLinear(double greatest, double least, int count)
        => [.. Enumerable.Range(0, count).Select(index => Math.Exp(Math.Log(greatest) + (Share(index, count) * (Math.Log(least) - Math.Log(greatest)))))];

    private static double Share(int index, int count) => count == 1 ? 0 : index / (double)(count - 1);
}
