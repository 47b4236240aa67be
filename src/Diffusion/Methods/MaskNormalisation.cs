namespace ReCorD.Diffusion.Methods;

/// <summary>How the object's attention map is scaled before 1 - A_m of Eq. 3.</summary>
public enum MaskNormalisation
{
    /// <summary>Not at all. Probabilities over 77 tokens are small, so that little is removed.</summary>
    None,

    /// <summary>Divided by its maximum.</summary>
    Maximum,

    /// <summary>Minimum to 0, maximum to 1.</summary>
    MinimumMaximum,
}
