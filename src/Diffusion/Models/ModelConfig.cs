using System.Text.Json;

namespace ReCorD.Diffusion.Models;

/// <summary>Reads a component's config.json. Every error names the file, the field, what was expected and what was found.</summary>
public sealed class ModelConfig
{
    private const long MaximumLength = 1 << 20;

    /// <summary>Characters of a file that a message quotes.</summary>
    private const int LongestQuote = 80;

    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];
    private readonly JsonElement root;

    private ModelConfig(string path, JsonElement root)
    {
        Path = path;
        this.root = root;
    }

    public string Path { get; }

    /// <param name="path">The file.</param>
    /// <param name="maximumLength">Bytes at most, 1 MiB unless given. Nesting deeper than 64 is refused as well.</param>
    /// <exception cref="ModelFolderException">The file is missing, too large or no JSON object.</exception>
    public static ModelConfig Load(string path, long maximumLength = MaximumLength)
    {
        if (!File.Exists(path))
        {
            throw new ModelFolderException(path, null, "this file is missing; expected a model folder in diffusers layout (model_index.json, unet/, vae/, text_encoder/, tokenizer/, scheduler/).");
        }

        try
        {
            ReadOnlyMemory<byte> bytes = ReadBytes(path, maximumLength);
            using JsonDocument document = JsonDocument.Parse(bytes.Span.StartsWith(ByteOrderMark) ? bytes[ByteOrderMark.Length..] : bytes);
            RequireUnicode(document.RootElement);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new ModelConfig(path, document.RootElement.Clone())
                : throw new ModelFolderException(path, null, $"expected a JSON object, found {document.RootElement.ValueKind}.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new ModelFolderException(path, null, $"not valid JSON ({exception.Message})", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ModelFolderException(path, null, $"cannot be read ({exception.Message})", exception);
        }
    }

    private static byte[] ReadBytes(string path, long maximumLength)
    {
        using FileStream stream = File.OpenRead(path);
        if (stream.Length > maximumLength)
        {
            throw new ModelFolderException(path, null, $"a configuration of more than {maximumLength} bytes is not read; this one has {stream.Length}.");
        }

        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>System.Text.Json notices text that is not Unicode only when it is asked for it.</summary>
    /// <exception cref="InvalidOperationException">There is such text.</exception>
    private static void RequireUnicode(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray())
                {
                    RequireUnicode(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    _ = property.Name;
                    RequireUnicode(property.Value);
                }

                break;
        }
    }

    public bool Has(string field) => root.TryGetProperty(field, out JsonElement value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>Whether the field is there and JSON null.</summary>
    public bool IsNull(string field) => root.TryGetProperty(field, out JsonElement value) && value.ValueKind == JsonValueKind.Null;

    /// <summary>An integer from 1 to 1,000,000 unless other limits are given.</summary>
    public int Integer(string field, int? fallback = null, int minimum = 1, int maximum = 1_000_000)
        => Read(field, fallback, value => Number(field, value, minimum, maximum));

    /// <summary>A finite number.</summary>
    public float Float(string field, float? fallback = null) => Read(field, fallback, value => Number(field, value));

    /// <summary>A number greater than 0.</summary>
    public float Positive(string field, float? fallback = null) => Float(field, fallback) is > 0 and var value ? value : throw Wrong(field, "a positive number", Get(field));

    /// <summary>A list of so many finite numbers; null where the field is absent or null.</summary>
    public IReadOnlyList<float>? Floats(string field, int count)
    {
        if (!Has(field))
        {
            return null;
        }

        JsonElement value = Get(field);
        return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == count
            ? [.. value.EnumerateArray().Select(item => Number(field, item))]
            : throw Wrong(field, $"a list of {count} numbers", value);
    }

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
    public IReadOnlyList<int> Integers(string field, int count, int? fallback = null, int minimum = 1, int maximum = 1_000_000)
    {
        if (!Has(field) && fallback is { } given)
        {
            return [.. Enumerable.Repeat(given, count)];
        }

        return Integers(field, Get(field), count, minimum, maximum);
    }

    /// <summary>Side of a square: an integer, or height and width, which must be equal.</summary>
    public int Side(string field, int fallback, int maximum)
    {
        IReadOnlyList<int> sides = Integers(field, 2, fallback, maximum: maximum);
        return sides[0] == sides[1] ? sides[0] : throw Error(field, $"expected one side, or a height and a width that are equal, found {sides[0]} and {sides[1]}: pictures are square. If the model makes square pictures too, write one number, such as {Math.Min(sides[0], sides[1])}.");
    }

    /// <summary>Integers in lists of at least the given lengths, cut to these as diffusers does; an integer stands for a whole list, or for all lists.</summary>
    public IReadOnlyList<IReadOnlyList<int>> IntegerLists(string field, IReadOnlyList<int> counts, int fallback, int minimum, int maximum)
    {
        ArgumentNullException.ThrowIfNull(counts);
        JsonElement? value = Has(field) ? Get(field) : null;
        return value switch
        {
            null => [.. counts.Select(count => Enumerable.Repeat(fallback, count).ToArray())],
            { ValueKind: JsonValueKind.Number } one => [.. counts.Select(count => Integers(field, one, count, minimum, maximum))],
            { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() == counts.Count
                => [.. list.EnumerateArray().Select((item, index) => Integers(field, item, Math.Max(counts[index], Length(item)), minimum, maximum).Take(counts[index]).ToArray())],
            { } other => throw Wrong(field, $"an integer or a list with {counts.Count} entries", other),
        };
    }

    /// <summary>Booleans of a list, or one that stands for all <paramref name="count"/> of them; false where the field is absent.</summary>
    public IReadOnlyList<bool> Booleans(string field, int count)
    {
        if (!Has(field))
        {
            return new bool[count];
        }

        JsonElement value = Get(field);
        bool IsBoolean(JsonElement item) => item.ValueKind is JsonValueKind.True or JsonValueKind.False;
        if (IsBoolean(value))
        {
            return [.. Enumerable.Repeat(value.GetBoolean(), count)];
        }

        return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == count && value.EnumerateArray().All(IsBoolean)
            ? [.. value.EnumerateArray().Select(item => item.GetBoolean())]
            : throw Wrong(field, $"true, false, or a list of {count} of them", value);
    }

    /// <summary>The fields of an object whose values are texts.</summary>
    public IReadOnlyDictionary<string, string> TextMap(string field)
    {
        JsonElement value = Get(field);
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(field, "an object", value);
        }

        Dictionary<string, string> map = [];
        foreach (JsonProperty property in value.EnumerateObject())
        {
            map[property.Name] = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : throw Wrong($"{field}.{property.Name}", "a text", property.Value);
        }

        return map;
    }

    /// <summary>The fields of the file that hold two texts, as <c>model_index.json</c> states library and class of components.</summary>
    public IEnumerable<(string Field, string First, string Second)> TextPairs()
        => from property in root.EnumerateObject()
           where property.Value.ValueKind == JsonValueKind.Array && property.Value.GetArrayLength() == 2
           let items = property.Value.EnumerateArray().ToArray()
           where items.All(item => item.ValueKind == JsonValueKind.String)
           group (property.Name, items[0].GetString()!, items[1].GetString()!) by property.Name into named
           select named.Last();

    /// <summary>Checks that a field, where present, has the only value that the networks here support.</summary>
    public void Expect(string field, string supported)
    {
        string found = Has(field) ? Get(field).ToString() : supported;
        if (!string.Equals(found, supported, StringComparison.OrdinalIgnoreCase))
        {
            throw new ModelFolderException(Path, field, $"only '{supported}' is supported, found '{Shorten(found)}'.");
        }
    }

    /// <summary>Checks that a field, where present, has the only number that the networks here support.</summary>
    public void Expect(string field, float supported)
    {
        if (Float(field, supported) is var found && found != supported)
        {
            throw new ModelFolderException(Path, field, FormattableString.Invariant($"only {supported} is supported, found {found}."));
        }
    }

    /// <summary>Checks that fields are absent or null.</summary>
    public void ExpectNone(string reason, params ReadOnlySpan<string> fields)
    {
        foreach (string field in fields)
        {
            if (Has(field))
            {
                throw Wrong(field, $"null ({reason})", Get(field));
            }
        }
    }

    public ModelFolderException Error(string? field, string message) => new(Path, field, message);

    private T Read<T>(string field, T? fallback, Func<JsonElement, T> read)
        where T : struct
        => Has(field) || fallback is null ? read(Get(field)) : fallback.Value;

    private JsonElement Get(string field)
        => root.TryGetProperty(field, out JsonElement value) ? value : throw new ModelFolderException(Path, field, "this field is missing.");

    private IReadOnlyList<int> Integers(string field, JsonElement value, int count, int minimum, int maximum)
    {
        if (value.ValueKind == JsonValueKind.Number)
        {
            return [.. Enumerable.Repeat(Number(field, value, minimum, maximum), count)];
        }

        return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == count
            ? [.. value.EnumerateArray().Select(item => Number(field, item, minimum, maximum))]
            : throw Wrong(field, $"an integer or a list of {count} integers", value);
    }

    private static int Length(JsonElement value) => value.ValueKind == JsonValueKind.Array ? value.GetArrayLength() : 0;

    private int Number(string field, JsonElement value, int minimum, int maximum)
        => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= minimum && number <= maximum
            ? number
            : throw Wrong(field, $"an integer from {minimum} to {maximum}", value);

    private float Number(string field, JsonElement value)
        => value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out float number) && float.IsFinite(number) ? number : throw Wrong(field, "a number", value);

    private ModelFolderException Wrong(string field, string expected, JsonElement found)
        => new(Path, field, $"expected {expected}, found '{Shorten(found.ToString())}'.");

    /// <summary>Files may hold a megabyte where a word is expected.</summary>
    private static string Shorten(string text) => text.Length > LongestQuote ? text[..LongestQuote] + "…" : text;
}
