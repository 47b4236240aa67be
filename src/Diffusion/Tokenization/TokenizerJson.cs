using System.Text.Json;
using ReCorD.Diffusion.Checkpoints;

namespace ReCorD.Diffusion.Tokenization;

/// <summary>
/// <c>tokenizer.json</c>, the one file in which newer tools write a whole tokenizer; read where a folder has not both of vocab.json and merges.txt. Only its
/// byte-pair model and its added tokens are: how text is cut into words is CLIP's own way.
/// </summary>
internal sealed class TokenizerJson
{
    public const string FileName = "tokenizer.json";

    private readonly List<TokenizerFiles.MergeLine> merges;

    private TokenizerJson(string path, JsonElement root)
    {
        Path = path;
        JsonElement model = Object(root, "model");
        Expect(model, "type", "BPE");
        Expect(model, "end_of_word_suffix", BytePairEncoder.EndOfWord);
        Vocabulary = TokenizerFiles.ParseVocabulary(path, Object(model, "vocab"));
        merges = [.. MergeLines(model)];
        Added = [.. AddedTokens(root)];
        PadToken = Part(root, "padding").Token("pad_token");
        MaxLength = Part(root, "truncation").Length("max_length");
    }

    public string Path { get; }

    public Dictionary<string, int> Vocabulary { get; }

    /// <summary>Tokens beside the vocabulary, and special ones that are in it too.</summary>
    public IReadOnlyList<(string Path, string Text, int Id)> Added { get; }

    /// <summary>What it pads with, as Stable Diffusion 2 with "!"; null where it does not say.</summary>
    public string? PadToken { get; }

    /// <summary>Tokens per prompt with start and end; null where it does not say.</summary>
    public int? MaxLength { get; }

    /// <summary>Whether a folder's tokenizer is read from this file.</summary>
    public static bool IsUsed(string folder)
    {
        bool Has(string name) => RealPath.LeadsToFile(System.IO.Path.Combine(folder, name));
        return Has(FileName) && !(Has("vocab.json") && Has("merges.txt"));
    }

    /// <exception cref="TokenizerFormatException">The file is malformed, or is of a tokenizer of another kind.</exception>
    public static TokenizerJson Load(string folder)
    {
        string path = System.IO.Path.Combine(folder, FileName);
        using JsonDocument document = TokenizerFiles.ReadJson(path);
        return new TokenizerJson(path, document.RootElement);
    }

    /// <param name="vocabulary">This file's, perhaps with more tokens.</param>
    public Dictionary<(int Left, int Right), BytePairEncoder.Merge> Merges(Dictionary<string, int> vocabulary) => TokenizerFiles.ToMerges(Path, "`model.vocab`", merges, vocabulary);

    private JsonElement Object(JsonElement parent, string name)
        => parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object
            ? value
            : throw new TokenizerFormatException(Path, $"has no object `{name}`; expected `model` with `vocab` and `merges`, as tokenizers of CLIP have. Copy vocab.json and merges.txt of the model beside it.");

    private TokenizerFields Part(JsonElement root, string name)
        => new TokenizerFields(Path, root).Field(name) is not { } part ? new TokenizerFields(Path, null)
            : part.ValueKind == JsonValueKind.Object ? new TokenizerFields(Path, part)
            : throw new TokenizerFormatException(Path, $"`{name}` is {TokenizerFiles.Quote(part)}; expected an object or null.");

    private void Expect(JsonElement model, string name, string expected)
    {
        if (model.TryGetProperty(name, out JsonElement value) ? !(value.ValueKind == JsonValueKind.String && value.ValueEquals(expected)) : name != "type")
        {
            throw new TokenizerFormatException(Path, $"`model.{name}` is {(value.ValueKind == JsonValueKind.Undefined ? "missing" : TokenizerFiles.Quote(value))}; expected \"{expected}\", as CLIP's tokenizer has. Tokenizers of other text encoders are not supported.");
        }
    }

    /// <summary>Pairs are written as one text with a space, or, by newer tools, as two texts.</summary>
    private IEnumerable<TokenizerFiles.MergeLine> MergeLines(JsonElement model)
    {
        if (!model.TryGetProperty("merges", out JsonElement list) || list.ValueKind != JsonValueKind.Array)
        {
            throw new TokenizerFormatException(Path, "has no list `model.merges`. Copy vocab.json and merges.txt of the model beside it.");
        }

        int index = 0;
        foreach (JsonElement item in list.EnumerateArray())
        {
            string[] pair = item.ValueKind switch
            {
                JsonValueKind.String => item.GetString()!.Split(' '),
                JsonValueKind.Array => [.. item.EnumerateArray().Select(static part => part.ValueKind == JsonValueKind.String ? part.GetString()! : "")],
                _ => [],
            };
            string where = $"`model.merges[{index++}]`";
            yield return pair is [{ Length: > 0 } left, { Length: > 0 } right]
                ? new TokenizerFiles.MergeLine(where, left, right)
                : throw new TokenizerFormatException(Path, $"{where} is {TokenizerFiles.Quote(item)}; expected \"a b\" or [\"a\", \"b\"].");
        }
    }

    private IEnumerable<(string Path, string Text, int Id)> AddedTokens(JsonElement root)
    {
        if (new TokenizerFields(Path, root).Field("added_tokens") is not { } list)
        {
            yield break;
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            throw new TokenizerFormatException(Path, $"`added_tokens` is {TokenizerFiles.Quote(list)}; expected a list of objects with `id` and `content`. Copy the file from the model's repository again.");
        }

        foreach (JsonElement item in list.EnumerateArray())
        {
            yield return item.ValueKind == JsonValueKind.Object && item.TryGetProperty("id", out JsonElement number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out int id) && id >= 0
                && item.TryGetProperty("content", out JsonElement content) && content.ValueKind == JsonValueKind.String
                ? (Path, content.GetString()!, id)
                : throw new TokenizerFormatException(Path, $"`added_tokens` has {TokenizerFiles.Quote(item)}; expected an object with `id`, a whole number from 0 on, and `content`.");
        }
    }
}
