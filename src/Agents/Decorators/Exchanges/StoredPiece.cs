namespace ReCorD.Agents.Decorators.Exchanges;

/// <summary>A part of a request as it is kept in files: its beginning for people, its hash to tell it from others.</summary>
internal sealed record StoredPiece(string What, string Text, string Hash)
{
    /// <summary>Characters that are kept of a longer text.</summary>
    public const int LongestText = 400;

    public static StoredPiece Of(RequestPiece piece) => new(piece.What, Beginning(piece.Text), piece.Hash);

    /// <summary>All parts of a request.</summary>
    public static IReadOnlyList<StoredPiece> All(CanonicalRequest request) => [.. request.Pieces.Select(Of)];

    /// <summary>As much of a text as is kept.</summary>
    public static string Beginning(string text)
    {
        if (text.Length <= LongestText)
        {
            return text;
        }

        // Half a surrogate pair could not be written.
        return text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)];
    }
}
