using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ReCorD.Diffusion.Tokenization;

/// <summary>
/// The vocabulary of CLIP, which is part of the program: every Stable Diffusion 1, 2 and XL has it, and single-file checkpoints bring no
/// tokenizer of their own. It follows from CLIP's list of merges: 256 bytes, 256 bytes at the end of a word, what the merges make, the
/// start token and the end token. Source: <c>clip/simple_tokenizer.py</c> of OpenAI's CLIP.
/// </summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class ClipVocabulary
{
    /// <summary>Tokens of CLIP.</summary>
    public const int FullSize = 49408;

    public const string StartToken = "<|startoftext|>";

    public const string EndToken = "<|endoftext|>";

    /// <summary>Tokens that are there without any merge: all bytes, twice, and two special ones.</summary>
    private const int UnmergedTokens = 256 + 256 + 2;

    private const string VersionLine = "#version: 0.2";

    private static readonly Lazy<string[]> List = new(ReadList);

    private static readonly ConcurrentDictionary<int, ClipVocabulary> Known = new();

    private readonly string[] lines;

    private ClipVocabulary(int size)
    {
        lines = List.Value[..(size - UnmergedTokens)];

        // Bytes that print come first, then the rest.
        char[] alphabet = [.. Enumerable.Range(0, 256).OrderBy(static value => ByteAlphabet.ToCharacter((byte)value)).Select(static value => ByteAlphabet.ToCharacter((byte)value))];
        IEnumerable<string> tokens = alphabet.Select(static letter => letter.ToString())
            .Concat(alphabet.Select(static letter => letter + BytePairEncoder.EndOfWord))
            .Concat(lines.Select(static line => line.Replace(" ", "", StringComparison.Ordinal)))
            .Concat([StartToken, EndToken]);
        Ids = tokens.Select(static (token, id) => (token, id)).ToDictionary(static entry => entry.token, static entry => entry.id, StringComparer.Ordinal);
        Merges = TokenizerFiles.ParseMerges("clip-merges.txt", lines, Ids);
    }

    /// <summary>CLIP's own: 49408 tokens.</summary>
    public static ClipVocabulary Full => OfSize(FullSize);

    /// <summary>Tokens, the ids being 0 to one less; the last two are start and end.</summary>
    public int Size => Ids.Count;

    internal Dictionary<string, int> Ids { get; }

    internal Dictionary<(int Left, int Right), BytePairEncoder.Merge> Merges { get; }

    /// <summary>The vocabulary that the first merges alone give: rare words become more tokens. Small models for tests have it.</summary>
    /// <param name="size">Tokens, from 515 (one merge) to <see cref="FullSize"/>: <c>vocab_size</c> of the text encoder.</param>
    public static ClipVocabulary OfSize(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(size, UnmergedTokens);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, FullSize);
        return Known.GetOrAdd(size, static size => new ClipVocabulary(size));
    }

    /// <summary>Writes vocab.json and merges.txt into a folder, as transformers does.</summary>
    public void Write(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        using (FileStream stream = File.Create(Path.Combine(folder, "vocab.json")))
        {
            using Utf8JsonWriter json = new(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            json.WriteStartObject();
            foreach ((string token, int id) in Ids.OrderBy(static entry => entry.Value))
            {
                json.WriteNumber(token, id);
            }

            json.WriteEndObject();
        }

        File.WriteAllText(Path.Combine(folder, "merges.txt"), string.Join('\n', [VersionLine, .. lines, ""]), new UTF8Encoding(false));
    }

    private static string[] ReadList()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("clip-merges.txt")
            ?? throw new TokenizerFormatException("clip-merges.txt", "is not part of this build of ReCorD.Diffusion. Build it again.");
        using StreamReader reader = new(stream, Encoding.UTF8);
        string[] list = [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)];
        return list.Length == FullSize - UnmergedTokens
            ? list
            : throw new TokenizerFormatException("clip-merges.txt", $"holds {list.Length} merges; expected {FullSize - UnmergedTokens}. Build ReCorD.Diffusion again.");
    }
}
