using System.Globalization;
using System.Text.Json;

namespace ReCorD.Agents.Decorators.Schemas;

/// <summary>What a schema says of a value by itself: which ones there are, and how large they may be.</summary>
internal static class JsonValueChecks
{
    private const int LongestQuote = 60;

    public static void Check(JsonElement value, JsonElement schema, string place, List<string> problems)
    {
        if (schema.TryGetProperty("enum", out JsonElement options) && !options.EnumerateArray().Any(option => JsonElement.DeepEquals(option, value)))
        {
            problems.Add($"{place} is {Show(value)} but must be one of {options.GetRawText()}.");
        }

        if (schema.TryGetProperty("const", out JsonElement only) && !JsonElement.DeepEquals(only, value))
        {
            problems.Add($"{place} is {Show(value)} but must be {only.GetRawText()}.");
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                CheckRange(value.GetDouble(), schema, "minimum", "maximum", place, problems);
                break;
            case JsonValueKind.String:
                CheckRange(value.GetString()!.Length, schema, "minLength", "maxLength", $"the length of {place}", problems);
                break;
            case JsonValueKind.Array:
                CheckRange(value.GetArrayLength(), schema, "minItems", "maxItems", $"the number of items of {place}", problems);
                break;
        }
    }

    /// <summary>A value as it stands in a sentence.</summary>
    public static string Show(JsonElement value)
    {
        string text = value.ValueKind switch { JsonValueKind.Object => "an object", JsonValueKind.Array => "an array", _ => value.GetRawText() };
        return text.Length <= LongestQuote ? text : $"{text[..LongestQuote]}…";
    }

    private static void CheckRange(double number, JsonElement schema, string least, string most, string place, List<string> problems)
    {
        if (schema.TryGetProperty(least, out JsonElement minimum) && number < minimum.GetDouble())
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{place} is {number} but must be at least {minimum.GetDouble()}."));
        }

        if (schema.TryGetProperty(most, out JsonElement maximum) && number > maximum.GetDouble())
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{place} is {number} but must be at most {maximum.GetDouble()}."));
        }
    }
}
