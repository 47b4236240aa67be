namespace ReCorD.Diffusion.Methods;

/// <summary>The tokens that overlap removal (Eq. 3) concerns, beside the object's own, which it never does.</summary>
public enum OverlapTokens
{
    /// <summary>From the start token to the end token of the prompt, as in the official code.</summary>
    Prompt,

    /// <summary>All of the padded sequence, as the equation is written.</summary>
    All,
}
