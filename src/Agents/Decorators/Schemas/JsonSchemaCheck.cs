using System.Globalization;
using System.Text.Json;

namespace ReCorD.Agents.Decorators.Schemas;

/// <summary>
/// Whether a JSON value fits a schema, for the part of JSON Schema that models are asked to keep: type, properties, required,
/// additionalProperties, items, minItems and maxItems, enum, const, minimum and maximum, minLength and maxLength, anyOf and oneOf,
/// and $ref within the schema. Other words are passed over, so that a schema that says more is never refused for it.
/// </summary>
internal sealed class JsonSchemaCheck(JsonElement root)
{
    private const int DeepestNesting = 64;

    private const int MostProblems = 8;

    private const string Whole = "the answer";

    /// <summary>What does not fit, one sentence each that names the place; empty where all fits. At most eight.</summary>
    public IReadOnlyList<string> Problems(JsonElement value)
    {
        List<string> problems = [];
        Check(value, root, Whole, problems, 0);
        return [.. problems.Take(MostProblems)];
    }

    private void Check(JsonElement value, JsonElement schema, string place, List<string> problems, int depth)
    {
        if (schema.ValueKind == JsonValueKind.False)
        {
            problems.Add($"{place} is not asked for; leave it out.");
        }

        if (schema.ValueKind != JsonValueKind.Object || depth > DeepestNesting)
        {
            return;
        }

        if (schema.TryGetProperty("$ref", out JsonElement reference) && Resolve(reference.GetString()) is { } target)
        {
            Check(value, target, place, problems, depth + 1);
        }

        if (!FitsType(value, schema, place, problems))
        {
            return;
        }

        JsonValueChecks.Check(value, schema, place, problems);
        CheckAlternatives(value, schema, place, problems, depth);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CheckObject(value, schema, place, problems, depth);
                break;
            case JsonValueKind.Array:
                CheckArray(value, schema, place, problems, depth);
                break;
        }
    }

    private static bool FitsType(JsonElement value, JsonElement schema, string place, List<string> problems)
    {
        if (!schema.TryGetProperty("type", out JsonElement type))
        {
            return true;
        }

        string[] allowed = [.. (type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()) : [type.GetString()]).OfType<string>()];
        if (allowed.Any(name => IsA(value, name)))
        {
            return true;
        }

        problems.Add($"{place} is {JsonValueChecks.Show(value)} but must be of type {string.Join(" or ", allowed)}.");
        return false;
    }

    private static bool IsA(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && Math.Floor(number) == number,
        _ => true,
    };

    private void CheckAlternatives(JsonElement value, JsonElement schema, string place, List<string> problems, int depth)
    {
        foreach (string word in (ReadOnlySpan<string>)["anyOf", "oneOf"])
        {
            if (!schema.TryGetProperty(word, out JsonElement alternatives))
            {
                continue;
            }

            int fitting = alternatives.EnumerateArray().Count(alternative => Fits(value, alternative, place, depth));
            if (fitting == 0 || (word == "oneOf" && fitting > 1))
            {
                problems.Add($"{place} is {JsonValueChecks.Show(value)} and fits {(fitting == 0 ? "none" : "more than one")} of the alternatives that the schema gives for it.");
            }
        }
    }

    private bool Fits(JsonElement value, JsonElement schema, string place, int depth)
    {
        List<string> problems = [];
        Check(value, schema, place, problems, depth + 1);
        return problems.Count == 0;
    }

    private void CheckObject(JsonElement value, JsonElement schema, string place, List<string> problems, int depth)
    {
        if (schema.TryGetProperty("required", out JsonElement required))
        {
            problems.AddRange(required.EnumerateArray().Select(name => name.GetString()!).Where(name => !value.TryGetProperty(name, out _)).Select(name => $"{place} lacks \"{name}\"."));
        }

        bool knows = schema.TryGetProperty("properties", out JsonElement properties);
        bool limits = schema.TryGetProperty("additionalProperties", out JsonElement others);
        foreach (JsonProperty member in value.EnumerateObject())
        {
            string inner = place == Whole ? $"\"{member.Name}\"" : $"{place}.\"{member.Name}\"";
            if (knows && properties.TryGetProperty(member.Name, out JsonElement known))
            {
                Check(member.Value, known, inner, problems, depth + 1);
            }
            else if (limits)
            {
                Check(member.Value, others, inner, problems, depth + 1);
            }
        }
    }

    private void CheckArray(JsonElement value, JsonElement schema, string place, List<string> problems, int depth)
    {
        if (!schema.TryGetProperty("items", out JsonElement items))
        {
            return;
        }

        int index = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            Check(item, items, string.Create(CultureInfo.InvariantCulture, $"item {index++} of {place}"), problems, depth + 1);
        }
    }

    /// <summary>The part of the schema that <c>#/a/b</c> points at; null for anything else.</summary>
    private JsonElement? Resolve(string? pointer)
    {
        if (pointer is null || !pointer.StartsWith('#'))
        {
            return null;
        }

        JsonElement found = root;
        foreach (string part in pointer.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            string name = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out found))
            {
                return null;
            }
        }

        return found;
    }
}
