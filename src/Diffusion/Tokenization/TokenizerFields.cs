using System.Text.Json;

namespace ReCorD.Diffusion.Tokenization;

/// <summary>Fields of a tokenizer's JSON that may be absent or null; every error names the file and the field.</summary>
/// <param name="Path">The file, for messages.</param>
/// <param name="Root">The object; null where there is none.</param>
internal readonly record struct TokenizerFields(string Path, JsonElement? Root)
{
    /// <summary>Greater lengths mean "not stated": transformers writes 1e30.</summary>
    private const double LongestLength = 65536;

    public JsonElement? Field(string name)
        => Root is { } root && root.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A token is written as text or as an object with the field <c>content</c>.</summary>
    public string? Token(string name)
    {
        if (Field(name) is not { } value)
        {
            return null;
        }

        JsonElement content = value.ValueKind == JsonValueKind.Object && value.TryGetProperty("content", out JsonElement inner) ? inner : value;
        return content.ValueKind == JsonValueKind.String && content.GetString() is { Length: > 0 } token
            ? token
            : throw Invalid(name, value, "text, or an object with `content`");
    }

    /// <summary>Tokens per prompt; null also for lengths so great that they mean "not stated".</summary>
    public int? Length(string name)
    {
        if (Field(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out double length) || length < 3 || (length <= LongestLength && length != Math.Floor(length)))
        {
            throw Invalid(name, value, "a whole number from 3 on (start token, a word, end token)");
        }

        return length > LongestLength ? null : (int)length;
    }

    public bool? Boolean(string name) => Field(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } value => throw Invalid(name, value, "true or false"),
    };

    private TokenizerFormatException Invalid(string name, JsonElement value, string expected)
        => new(Path, $"`{name}` is {TokenizerFiles.Quote(value)}; expected {expected}.");
}
