using System.Text;
using System.Text.Json;

namespace ReCorD.Agents.Providers.PlainJson;

/// <summary>Finds the JSON objects and lists that stand in a text.</summary>
internal static class JsonInText
{
    /// <summary>Places that look like JSON and are tried at most; a text of nothing but brackets must not take forever.</summary>
    private const int MostTries = 1000;

    private const string EndOfThought = "</think>";

    private static readonly JsonReaderOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>What a model says after it has thought; drafts in its thoughts are not its answer.</summary>
    public static string WithoutThought(string text) => text[(text.LastIndexOf(EndOfThought, StringComparison.Ordinal) is var end and >= 0 ? end + EndOfThought.Length : 0)..];

    /// <summary>The outermost ones in order, each with the index of its first character. Trailing commas and comments are let pass.</summary>
    public static IEnumerable<(int Start, JsonElement Value)> Find(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int tries = 0;
        for (int i = NextBracket(bytes, 0); i >= 0 && tries < MostTries; tries++)
        {
            if (Read(bytes.AsSpan(i)) is var (value, length))
            {
                yield return (Encoding.UTF8.GetCharCount(bytes, 0, i), value);
                i = NextBracket(bytes, i + length);
            }
            else
            {
                i = NextBracket(bytes, i + 1);
            }
        }
    }

    private static int NextBracket(byte[] bytes, int from) => bytes.AsSpan(from).IndexOfAny((byte)'{', (byte)'[') is var found and >= 0 ? from + found : -1;

    /// <returns>The value and how many bytes it takes; null: there is no JSON at this place.</returns>
    private static (JsonElement Value, int Length)? Read(ReadOnlySpan<byte> bytes)
    {
        Utf8JsonReader reader = new(bytes, Lenient);
        try
        {
            if (!JsonDocument.TryParseValue(ref reader, out JsonDocument? document))
            {
                return null;
            }

            using (document)
            {
                return (document.RootElement.Clone(), (int)reader.BytesConsumed);
            }
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
