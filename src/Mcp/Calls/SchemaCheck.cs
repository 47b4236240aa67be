using System.Text.Json;

namespace ReCorD.Mcp.Calls;

/// <summary>
/// Compares arguments with a tool's schema, so that a model is told of a wrong name or type in words. Only what our schemas use is known: type, required
/// and properties; everything else is left to the tool.
/// </summary>
internal static class SchemaCheck
{
    /// <summary>What is wrong, one sentence each; empty where all fits.</summary>
    public static IEnumerable<string> Problems(JsonElement schema, IEnumerable<KeyValuePair<string, JsonElement>> arguments)
    {
        Dictionary<string, JsonElement> given = new(arguments, StringComparer.Ordinal);
        return Members(schema, given, "");
    }

    private static IEnumerable<string> Members(JsonElement schema, Dictionary<string, JsonElement> given, string path)
    {
        Dictionary<string, JsonElement> known = schema.TryGetProperty("properties", out JsonElement properties)
            ? properties.EnumerateObject().ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal)
            : [];
        foreach (string name in given.Keys.Where(name => !known.ContainsKey(name)))
        {
            yield return $"There is no argument {path}{name}; known: {string.Join(", ", known.Keys)}.";
        }

        IEnumerable<string> required = schema.TryGetProperty("required", out JsonElement names) ? names.EnumerateArray().Select(name => name.GetString()!) : [];
        foreach (string name in required.Where(name => !given.ContainsKey(name)))
        {
            yield return $"The argument {path}{name} is missing.";
        }

        foreach ((string name, JsonElement value) in given)
        {
            if (known.TryGetValue(name, out JsonElement expected))
            {
                foreach (string problem in Value(expected, value, path + name))
                {
                    yield return problem;
                }
            }
        }
    }

    private static IEnumerable<string> Value(JsonElement schema, JsonElement value, string path)
    {
        string[] types = Types(schema);
        if (types.Length > 0 && !types.Any(type => Fits(type, value)))
        {
            return [$"The argument {path} must be {string.Join(" or ", types.Where(type => type != "null").Select(Words))}, but {Shown(value)} was sent."];
        }

        if (value.ValueKind != JsonValueKind.Object || schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out _))
        {
            return [];
        }

        ILookup<string, JsonElement> members = value.EnumerateObject().ToLookup(member => member.Name, member => member.Value, StringComparer.Ordinal);
        return
        [
            .. members.Where(same => same.Count() > 1).Select(same => $"The argument {path}.{same.Key} was sent more than once."),
            .. Members(schema, members.ToDictionary(same => same.Key, same => same.Last(), StringComparer.Ordinal), $"{path}."),
        ];
    }

    private static string[] Types(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("type", out JsonElement type))
        {
            return [];
        }

        return type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(item => item.GetString()!)] : [type.GetString()!];
    }

    private static bool Fits(string type, JsonElement value) => type switch
    {
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => true,
    };

    private static string Words(string type) => type switch
    {
        "integer" => "a whole number",
        "number" => "a number",
        "string" => "a text",
        "boolean" => "true or false",
        "object" => "an object",
        "array" => "a list",
        _ => type,
    };

    /// <summary>The value as sent, cut where it is long.</summary>
    private static string Shown(JsonElement value)
    {
        const int Longest = 60;
        string text = value.GetRawText();
        return text.Length <= Longest ? text : $"{text.AsSpan(0, Longest)}…";
    }
}
