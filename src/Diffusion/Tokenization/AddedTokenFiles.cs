using System.Globalization;
using System.Text.Json;

namespace ReCorD.Diffusion.Tokenization;

/// <summary>
/// Tokens that a tokenizer's folder adds to its vocabulary, as models with textual inversions are saved: <c>added_tokens.json</c>, or
/// <c>added_tokens_decoder</c> of tokenizer_config.json. Left out, their words would silently become others.
/// </summary>
internal static class AddedTokenFiles
{
    private const string Field = "added_tokens_decoder";

    /// <summary>
    /// Texts with their ids. Several vectors are saved as <c>&lt;toy&gt;</c>, <c>&lt;toy&gt;_1</c> and so on, and the first text stands for all of them, as
    /// diffusers' <c>maybe_convert_prompt</c> has it; it comes after the others.
    /// </summary>
    /// <param name="folder">The tokenizer's.</param>
    /// <param name="vocabulary">Texts that need not be added.</param>
    /// <param name="others">Added tokens of another file: its path, text, id.</param>
    /// <exception cref="TokenizerFormatException">A file is malformed, or gives a text or an id twice.</exception>
    public static IEnumerable<(string Text, IReadOnlyList<int> Ids)> Read(
        string folder, IReadOnlyDictionary<string, int> vocabulary, IEnumerable<(string Path, string Text, int Id)> others)
    {
        Dictionary<string, int> added = new(StringComparer.Ordinal);
        Dictionary<int, string> known = vocabulary.ToDictionary(static entry => entry.Value, static entry => entry.Key);
        foreach ((string path, string text, int id) in others.Concat(Entries(folder)))
        {
            if ((vocabulary.TryGetValue(text, out int other) || added.TryGetValue(text, out other)) && other != id)
            {
                throw new TokenizerFormatException(path, $"gives \"{text}\" the id {id}, but it has {other} already.");
            }

            if (!known.TryAdd(id, text) && known[id] != text)
            {
                throw new TokenizerFormatException(path, $"gives \"{text}\" the id {id}, which is that of \"{known[id]}\".");
            }

            if (!vocabulary.ContainsKey(text))
            {
                added[text] = id;
            }
        }

        return added.Select(entry => (entry.Key, (IReadOnlyList<int>)Ids(entry.Key, added))).OrderBy(static entry => entry.Item2.Count);
    }

    private static List<int> Ids(string text, Dictionary<string, int> added)
    {
        List<int> ids = [added[text]];
        while (added.TryGetValue(string.Create(CultureInfo.InvariantCulture, $"{text}_{ids.Count}"), out int next))
        {
            ids.Add(next);
        }

        return ids;
    }

    private static IEnumerable<(string Path, string Text, int Id)> Entries(string folder)
    {
        string list = Path.Combine(folder, "added_tokens.json"), settings = Path.Combine(folder, "tokenizer_config.json");
        if (File.Exists(list))
        {
            using JsonDocument document = TokenizerFiles.ReadJson(list);
            foreach (JsonProperty entry in document.RootElement.EnumerateObject())
            {
                yield return entry.Value.ValueKind == JsonValueKind.Number && entry.Value.TryGetInt32(out int id) && id >= 0
                    ? (list, entry.Name, id)
                    : throw new TokenizerFormatException(list, $"the id of \"{entry.Name}\" is {TokenizerFiles.Quote(entry.Value)}; expected a whole number from 0 on.");
            }
        }

        if (File.Exists(settings))
        {
            using JsonDocument document = TokenizerFiles.ReadJson(settings);
            if (new TokenizerFields(settings, document.RootElement).Field(Field) is { } decoder)
            {
                if (decoder.ValueKind != JsonValueKind.Object)
                {
                    throw new TokenizerFormatException(settings, $"`{Field}` is {TokenizerFiles.Quote(decoder)}; expected an object from id to token. Copy the file from the model's repository again.");
                }

                foreach (JsonProperty entry in decoder.EnumerateObject())
                {
                    yield return int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                        && entry.Value is { ValueKind: JsonValueKind.Object } && entry.Value.TryGetProperty("content", out JsonElement content) && content.ValueKind == JsonValueKind.String
                        ? (settings, content.GetString()!, id)
                        : throw new TokenizerFormatException(settings, $"`{Field}` has \"{entry.Name}\": {TokenizerFiles.Quote(entry.Value)}; expected an id and an object with `content`.");
                }
            }
        }
    }
}
