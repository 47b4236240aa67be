namespace ReCorD.Diffusion.Methods;

/// <summary>The tokens that stand for the object.</summary>
public enum ObjectTokens
{
    /// <summary>All tokens of the phrase, found where the tokenizer put them.</summary>
    Phrase,

    /// <summary>
    /// One token: the one that the last word would have if every word were a single token, as the official code counts. Words of several tokens
    /// shift it, and of "tennis racket" it is the racket.
    /// </summary>
    LastWordByCount,
}
