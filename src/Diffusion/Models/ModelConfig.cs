using System.Text.Json;

namespace ReCorD.Diffusion.Models;

/// <summary>Reads a component's config.json. Every error names the file, the field, what was expected and what was found.</summary>
public sealed class ModelConfig
{
    private const int MaximumLength = 1 << 20;
    private readonly JsonElement root;

    private ModelConfig(string path, JsonElement root)
    {
        Path = path;
        this.root = root;
    }

    public string Path { get; }

    /// <exception cref="ModelFolderException">The file is missing, too large or no JSON object.</exception>
    public static ModelConfig Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new ModelFolderException(path, null, "this file is missing; expected a model folder in diffusers layout (model_index.json, unet/, vae/, text_encoder/, tokenizer/, scheduler/).");
        }

        if (new FileInfo(path).Length > MaximumLength)
        {
            throw new ModelFolderException(path, null, "a configuration larger than 1 MiB is not read.");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new ModelConfig(path, document.RootElement.Clone())
                : throw new ModelFolderException(path, null, $"expected a JSON object, found {document.RootElement.ValueKind}.");
        }
        catch (JsonException exception)
        {
            throw new ModelFolderException(path, null, $"not valid JSON ({exception.Message})", exception);
        }
    }

    public bool Has(string field) => root.TryGetProperty(field, out JsonElement value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>An integer from 1 to 1,000,000 unless other limits are given.</summary>
    public int Integer(string field, int? fallback = null, int minimum = 1, int maximum = 1_000_000)
        => Read(field, fallback, value => Number(field, value, minimum, maximum));

    public float Float(string field, float? fallback = null)
        => Read(field, fallback, value => value.ValueKind == JsonValueKind.Number ? value.GetSingle() : throw Wrong(field, "a number", value));

    public bool Boolean(string field, bool? fallback = null)
        => Read(field, fallback, value => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(field, "true or false", value));

    public string Text(string field, string fallback)
        => Has(field) ? Get(field) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : throw Wrong(field, "a text", Get(field)) : fallback;

    public IReadOnlyList<string> Texts(string field)
    {
        JsonElement value = Get(field);
        return value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
            : throw Wrong(field, "a list of texts", value);
    }

    /// <summary>A list of integers, or one integer that stands for all <paramref name="count"/> of them.</summary>
    public IReadOnlyList<int> Integers(string field, int count, int? fallback = null)
    {
        if (!Has(field) && fallback is { } given)
        {
            return [.. Enumerable.Repeat(given, count)];
        }

        JsonElement value = Get(field);
        if (value.ValueKind == JsonValueKind.Number)
        {
            return [.. Enumerable.Repeat(Number(field, value, 1, 1_000_000), count)];
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() != count)
        {
            throw Wrong(field, $"an integer or a list of {count} integers", value);
        }

        return [.. value.EnumerateArray().Select(item => Number(field, item, 1, 1_000_000))];
    }

    /// <summary>Checks that a field, where present, has the only value that the networks here support.</summary>
    public void Expect(string field, string supported)
    {
        string found = Has(field) ? Get(field).ToString() : supported;
        if (!string.Equals(found, supported, StringComparison.OrdinalIgnoreCase))
        {
            throw new ModelFolderException(Path, field, $"only '{supported}' is supported, found '{found}'.");
        }
    }

    public ModelFolderException Error(string? field, string message) => new(Path, field, message);

    private T Read<T>(string field, T? fallback, Func<JsonElement, T> read)
        where T : struct
        => Has(field) || fallback is null ? read(Get(field)) : fallback.Value;

    private JsonElement Get(string field)
        => root.TryGetProperty(field, out JsonElement value) ? value : throw new ModelFolderException(Path, field, "this field is missing.");

    private int Number(string field, JsonElement value, int minimum, int maximum)
        => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= minimum && number <= maximum
            ? number
            : throw Wrong(field, $"an integer from {minimum} to {maximum}", value);

    private ModelFolderException Wrong(string field, string expected, JsonElement found)
    {
        string text = found.ToString();
        return new ModelFolderException(Path, field, $"expected {expected}, found '{(text.Length > 80 ? text[..80] + "…" : text)}'.");
    }
}
