namespace ReCorD.Diffusion.Tokenization;

/// <summary>Neighbouring positions in a padded sequence of tokens; position 0 is the start token.</summary>
/// <param name="Start">The first position.</param>
/// <param name="Count">How many; 0 where the text encoder reads none of them.</param>
public readonly record struct TokenSpan(int Start, int Count)
{
    /// <summary>The position after the last.</summary>
    public int End => Start + Count;
}
