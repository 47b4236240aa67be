using System.Globalization;
using System.Text;

namespace ReCorD.Diffusion.Tokenization;

/// <summary>
/// Splits text as CLIP does before byte-pair encoding: white space separates; special tokens stand alone; then
/// <c>'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+</c>. Works on code points, which .NET's regular expressions do not.
/// </summary>
/// <param name="specialTokens">Text and id of the tokens that are recognised as they are, case included.</param>
/// <param name="lowerCase">Whether everything else is put in lower case first.</param>
/// <param name="addedTokens">Tokens that are recognised where they stand alone, case aside. Default none.</param>
internal sealed class WordSplitter(IReadOnlyDictionary<string, int> specialTokens, bool lowerCase, IReadOnlyList<AddedToken>? addedTokens = null)
{
    private static readonly string[] Endings = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    // The longest first, so that a token is not taken for a shorter one that it begins with.
    private readonly string[] specials = [.. specialTokens.Keys.OrderByDescending(static token => token.Length).ThenBy(static token => token, StringComparer.Ordinal)];

    private readonly AddedToken[] added = [.. (addedTokens ?? []).OrderByDescending(static token => token.Text.Length)];

    private enum Kind
    {
        Space,
        Letter,
        Digit,
        Sign,
    }

    /// <summary>The same with one more added token.</summary>
    public WordSplitter With(AddedToken token) => new(specialTokens, lowerCase, [.. added, token]);

    public List<Piece> Split(string text)
    {
        // One UTF-16 unit stays one: positions in the lowered text are positions in the text.
        string lowered = lowerCase ? text.ToLowerInvariant() : text;
        List<Piece> pieces = [];
        int position = 0;
        while (position < text.Length)
        {
            if (SpecialAt(text, position) is { } special)
            {
                pieces.Add(new Piece(special, position, special.Length, [specialTokens[special]]));
                position += special.Length;
                continue;
            }

            if (AddedAt(text, position) is { } token)
            {
                pieces.Add(new Piece(token.Text, position, token.Text.Length, token.Ids));
                position += token.Text.Length;
                continue;
            }

            int length = LengthAt(text, lowered, position, out Kind kind);
            if (kind != Kind.Space)
            {
                pieces.Add(new Piece(lowered.Substring(position, length), position, length, null));
            }

            position += length;
        }

        return pieces;
    }

    private int LengthAt(string text, string lowered, int position, out Kind kind)
    {
        string? ending = lowered[position] == '\''
            ? Array.Find(Endings, candidate => string.Compare(lowered, position, candidate, 0, candidate.Length, StringComparison.OrdinalIgnoreCase) == 0)
            : null;
        if (ending is not null)
        {
            kind = Kind.Sign;
            return ending.Length;
        }

        (kind, int length) = Classify(lowered, position);
        if (kind is Kind.Digit or Kind.Space)
        {
            return length;
        }

        while (position + length < lowered.Length && SpecialAt(text, position + length) is null && AddedAt(text, position + length) is null)
        {
            (Kind next, int nextLength) = Classify(lowered, position + length);
            if (next != kind)
            {
                break;
            }

            length += nextLength;
        }

        return length;
    }

    private string? SpecialAt(string text, int position)
    {
        foreach (string special in specials)
        {
            if (string.CompareOrdinal(text, position, special, 0, special.Length) == 0)
            {
                return special;
            }
        }

        return null;
    }

    private AddedToken? AddedAt(string text, int position) => Array.Find(added, token => token.StandsAt(text, position));

    /// <summary>Kind of the code point and its UTF-16 units. Half a surrogate pair counts as a sign.</summary>
    private static (Kind Kind, int Length) Classify(string text, int position)
    {
        if (!Rune.TryGetRuneAt(text, position, out Rune rune))
        {
            return (Kind.Sign, 1);
        }

        if (Rune.IsWhiteSpace(rune))
        {
            return (Kind.Space, rune.Utf16SequenceLength);
        }

        Kind kind = Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Kind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Digit,
            _ => Kind.Sign,
        };
        return (kind, rune.Utf16SequenceLength);
    }

    /// <summary>A piece of text, its place, and its ids where it is a special or an added token.</summary>
    internal readonly record struct Piece(string Text, int Start, int Length, IReadOnlyList<int>? Ids);
}
