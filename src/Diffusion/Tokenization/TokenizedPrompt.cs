using System.Collections.Immutable;

namespace ReCorD.Diffusion.Tokenization;

/// <summary>A prompt as the text encoder reads it, and where its words lie in it.</summary>
public sealed class TokenizedPrompt
{
    private readonly Func<string, IEnumerable<IReadOnlyList<string>>> split;

    internal TokenizedPrompt(string text, ImmutableArray<int> ids, int count, IReadOnlyList<TokenizedWord> words, Func<string, IEnumerable<IReadOnlyList<string>>> split)
    {
        Text = text;
        Ids = ids;
        Count = count;
        Words = words;
        this.split = split;
    }

    /// <summary>The prompt as given.</summary>
    public string Text { get; }

    /// <summary>Token ids: start token, words, end token, padding. Length: the maximum length of the text encoder.</summary>
    public ImmutableArray<int> Ids { get; }

    /// <summary>Tokens from the start token to the end token, both included; what follows is padding.</summary>
    public int Count { get; }

    /// <summary>All words of the prompt in order, also those that found no room.</summary>
    public IReadOnlyList<TokenizedWord> Words { get; }

    /// <summary>The ids without padding, start and end token included.</summary>
    public ReadOnlySpan<int> RealIds => Ids.AsSpan(0, Count);

    /// <summary>Whether words were cut off because the text encoder reads no more.</summary>
    public bool IsTruncated => Words.Count > 0 && !Words[^1].IsComplete;

    /// <summary>A sentence for the user on what is ignored; null where everything is read.</summary>
    public string? TruncationWarning
    {
        get
        {
            if (!IsTruncated)
            {
                return null;
            }

            TokenizedWord first = Words.First(static word => !word.IsComplete);
            return $"The prompt is too long: the text encoder reads {Ids.Length} tokens: everything from \"{Shorten(first.Text)}\" on is ignored.";
        }
    }

    /// <summary>
    /// Where a phrase of whole words first lies, letter case aside: "ball" is found in "a ball." but not in "football". The words of a
    /// phrase must follow one another.
    /// </summary>
    /// <param name="phrase">One or more words, such as "tennis racket".</param>
    /// <param name="after">Only matches that begin behind this span count, so that subject, verb and object can be found in their order.</param>
    /// <returns>The span of all its tokens; null where the prompt does not hold the phrase, or the text encoder does not read all of it.</returns>
    public TokenSpan? Find(string phrase, TokenSpan? after = null)
    {
        ArgumentNullException.ThrowIfNull(phrase);
        return split(phrase).Select(wanted => Find(wanted, after)).FirstOrDefault(span => span is not null);
    }

    private TokenSpan? Find(IReadOnlyList<string> wanted, TokenSpan? after)
    {
        if (wanted.Count == 0)
        {
            return null;
        }

        for (int first = 0; first + wanted.Count <= Words.Count; first++)
        {
            TokenizedWord last = Words[first + wanted.Count - 1];
            if (!last.IsComplete)
            {
                return null;
            }

            if (Words[first].Tokens.Start >= (after?.End ?? 0) && Matches(first, wanted))
            {
                return new TokenSpan(Words[first].Tokens.Start, last.Tokens.End - Words[first].Tokens.Start);
            }
        }

        return null;
    }

    private bool Matches(int first, IReadOnlyList<string> wanted)
    {
        for (int index = 0; index < wanted.Count; index++)
        {
            if (!string.Equals(Words[first + index].Text, wanted[index], StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        // Digits are words of their own to the tokenizer, not to a reader: "3" is not in "35", nor "d" in "3d".
        int end = first + wanted.Count;
        return !(first > 0 && AreGlued(first - 1, first)) && !(end < Words.Count && AreGlued(end - 1, end));
    }

    private bool AreGlued(int left, int right)
        => Words[left].End == Words[right].Start && char.IsLetterOrDigit(Words[left].Text[^1]) && char.IsLetterOrDigit(Words[right].Text[0]);

    private static string Shorten(string word) => word.Length <= 40 ? word : $"{word[..39]}…";
}
