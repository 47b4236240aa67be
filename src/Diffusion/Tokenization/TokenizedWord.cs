namespace ReCorD.Diffusion.Tokenization;

/// <summary>A piece of the prompt that the tokenizer never joins with its neighbours: a run of letters, one digit, a run of signs, or an ending such as 's.</summary>
/// <param name="Text">As the tokenizer read it: lower case.</param>
/// <param name="Start">Its first character (UTF-16 unit) in the prompt.</param>
/// <param name="Length">Its characters in the prompt.</param>
/// <param name="Tokens">Where its tokens lie; shorter than the word, or empty, where the sequence had no room for it.</param>
/// <param name="IsComplete">Whether all of its tokens are in the sequence.</param>
public sealed record TokenizedWord(string Text, int Start, int Length, TokenSpan Tokens, bool IsComplete)
{
    /// <summary>The character after its last.</summary>
    public int End => Start + Length;
}
