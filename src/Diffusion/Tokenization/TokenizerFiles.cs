using System.Text;
using System.Text.Json;

namespace ReCorD.Diffusion.Tokenization;

/// <summary>Reads the files of a tokenizer folder and says, by path and line, what is wrong with them.</summary>
internal static class TokenizerFiles
{
    /// <summary>Characters of a file that a message quotes.</summary>
    private const int LongestQuote = 100;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>vocab.json: an object from token to id.</summary>
    public static Dictionary<string, int> ReadVocabulary(string path)
    {
        using JsonDocument document = ReadJson(path);
        return ParseVocabulary(path, document.RootElement);
    }

    /// <summary>An object from token to id; the path is for messages.</summary>
    public static Dictionary<string, int> ParseVocabulary(string path, JsonElement tokens)
    {
        Dictionary<string, int> vocabulary = new(StringComparer.Ordinal);
        HashSet<int> ids = [];
        foreach (JsonProperty entry in tokens.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt32(out int id) || id < 0)
            {
                throw new TokenizerFormatException(path, $"the id of \"{entry.Name}\" is {Quote(entry.Value)}; expected a whole number from 0 on.");
            }

            if (!vocabulary.TryAdd(entry.Name, id))
            {
                throw new TokenizerFormatException(path, $"the token \"{entry.Name}\" stands there twice.");
            }

            if (!ids.Add(id))
            {
                throw new TokenizerFormatException(path, $"the id {id} of \"{entry.Name}\" is also that of another token.");
            }
        }

        return vocabulary.Count > 0 ? vocabulary : throw new TokenizerFormatException(path, "holds no tokens.");
    }

    /// <summary>merges.txt: an optional version line, then one pair per line, the most important first.</summary>
    public static Dictionary<(int Left, int Right), BytePairEncoder.Merge> ReadMerges(string path, Dictionary<string, int> vocabulary)
        => ParseMerges(path, ReadText(path).Split('\n').Select(static line => line.TrimEnd('\r')), vocabulary);

    /// <summary>The lines of a merges.txt; the path is for messages.</summary>
    public static Dictionary<(int Left, int Right), BytePairEncoder.Merge> ParseMerges(string path, IEnumerable<string> lines, Dictionary<string, int> vocabulary)
        => ToMerges(path, "vocab.json", MergeLines(path, lines), vocabulary);

    /// <param name="path">The file, for messages.</param>
    /// <param name="vocabularyName">Where the vocabulary is from, for messages.</param>
    /// <param name="pairs">What is merged, the most important first.</param>
    /// <param name="vocabulary">Must have both parts of each pair, and what it becomes.</param>
    public static Dictionary<(int Left, int Right), BytePairEncoder.Merge> ToMerges(string path, string vocabularyName, IEnumerable<MergeLine> pairs, Dictionary<string, int> vocabulary)
    {
        Dictionary<(int Left, int Right), BytePairEncoder.Merge> merges = [];
        foreach ((string where, string left, string right) in pairs)
        {
            int Id(string token) => vocabulary.TryGetValue(token, out int id)
                ? id
                : throw new TokenizerFormatException(path, $"{where} uses \"{token}\", which {vocabularyName} lacks. Both must come from the same model.");

            // A pair that stands there twice keeps its first place.
            merges.TryAdd((Id(left), Id(right)), new BytePairEncoder.Merge(merges.Count, Id(left + right)));
        }

        return merges.Count > 0 ? merges : throw new TokenizerFormatException(path, "holds no merges. Copy the file from the model's repository again.");
    }

    private static IEnumerable<MergeLine> MergeLines(string path, IEnumerable<string> lines)
    {
        int lineNumber = 0;
        foreach (string line in lines)
        {
            lineNumber++;
            if (line.Length == 0 || (lineNumber == 1 && line.StartsWith("#version", StringComparison.Ordinal)))
            {
                continue;
            }

            yield return line.Split(' ') is [{ Length: > 0 } left, { Length: > 0 } right]
                ? new MergeLine($"line {lineNumber}", left, right)
                : throw new TokenizerFormatException(path, $"line {lineNumber} is \"{Shorten(line)}\"; expected two tokens with a space between.");
        }
    }

    /// <summary>A JSON object; the caller disposes of it.</summary>
    public static JsonDocument ReadJson(string path)
    {
        try
        {
            JsonDocument document = JsonDocument.Parse(ReadText(path));
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            throw new TokenizerFormatException(path, "holds no JSON object.");
        }
        catch (JsonException error)
        {
            throw new TokenizerFormatException(path, $"is no valid JSON ({error.Message}). Copy the file from the model's repository again.", error);
        }
    }

    /// <summary>A value as it stands in a file, for messages: files may hold megabytes where a word is expected.</summary>
    public static string Quote(JsonElement value) => Shorten(value.GetRawText());

    private static string Shorten(string text) => text.Length <= LongestQuote ? text : $"{text[..LongestQuote]}…";

    private static string ReadText(string path)
    {
        try
        {
            return StrictUtf8.GetString(File.ReadAllBytes(path)).TrimStart('\ufeff');
        }
        catch (DecoderFallbackException error)
        {
            throw new TokenizerFormatException(path, "is no UTF-8 text. Copy the file from the model's repository again.", error);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TokenizerFormatException(path, "is missing. A CLIP tokenizer folder needs vocab.json and merges.txt, or tokenizer.json.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TokenizerFormatException(path, $"cannot be read ({error.Message}).", error);
        }
    }

    /// <summary>Two tokens that become one.</summary>
    /// <param name="Where">Its place in the file, for messages.</param>
    /// <param name="Left">The first.</param>
    /// <param name="Right">The second.</param>
    internal readonly record struct MergeLine(string Where, string Left, string Right);
}
