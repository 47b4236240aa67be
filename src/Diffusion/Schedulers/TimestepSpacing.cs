namespace ReCorD.Diffusion.Schedulers;

/// <summary>How n steps are spread over the N training timesteps (<c>timestep_spacing</c>; Lin et al., arXiv 2305.08891, table 2).</summary>
public enum TimestepSpacing
{
    /// <summary>(N div n) i + steps_offset: ends low, starts below N - 1.</summary>
    Leading,

    /// <summary>Evenly from N - 1 to 0, both included.</summary>
    Linspace,

    /// <summary>Evenly downwards from N - 1, ends above 0.</summary>
    Trailing,
}
