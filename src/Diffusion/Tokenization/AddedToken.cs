namespace ReCorD.Diffusion.Tokenization;

/// <summary>A token that was added to a vocabulary.</summary>
/// <param name="Text">What prompts say, in lower case.</param>
/// <param name="Ids">What the text encoder reads for it.</param>
internal sealed record AddedToken(string Text, IReadOnlyList<int> Ids)
{
    /// <summary>The text without signs at its ends.</summary>
    public string Bare
    {
        get
        {
            int start = 0, end = Text.Length;
            while (start < end && !char.IsLetterOrDigit(Text[start]))
            {
                start++;
            }

            while (end > start && !char.IsLetterOrDigit(Text[end - 1]))
            {
                end--;
            }

            return Text[start..end];
        }
    }

    /// <summary>Whether the token stands at a place of a text and is no part of a longer word.</summary>
    public bool StandsAt(string text, int position)
    {
        int end = position + Text.Length;
        return end <= text.Length && string.Compare(text, position, Text, 0, Text.Length, StringComparison.OrdinalIgnoreCase) == 0
            && !(position > 0 && AreOneWord(text[position - 1], text[position])) && !(end < text.Length && AreOneWord(text[end - 1], text[end]));
    }

    private static bool AreOneWord(char left, char right) => IsOfWord(left) && IsOfWord(right);

    private static bool IsOfWord(char character) => char.IsLetterOrDigit(character) || character == '_';
}
