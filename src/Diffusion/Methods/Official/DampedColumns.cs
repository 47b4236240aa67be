namespace ReCorD.Diffusion.Methods.Official;

/// <summary>The cross-attention columns that the official code multiplies by its mask.</summary>
public enum DampedColumns
{
    /// <summary>Once each token of the prompt, start and end included, but the object's (SDXL).</summary>
    OtherTokens,

    /// <summary>The object's own, once for each other token of the prompt (SD): the loop over the others writes to the wrong index.</summary>
    ObjectToken,
}
