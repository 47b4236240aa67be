namespace ReCorD.Diffusion.Methods;

/// <summary>Which maps make up the attention that a result shows, and that the object is found on.</summary>
public enum AttentionReading
{
    /// <summary>The conditional row of y, averaged over all steps.</summary>
    EveryStep,

    /// <summary>The last step but one, averaged over all four rows, unconditional ones and those of y' too: what the official code reads.</summary>
    LastButOneStep,
}
