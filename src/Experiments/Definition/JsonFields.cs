using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReCorD.Agents.Naming;

namespace ReCorD.Experiments.Definition;

/// <summary>Reads an object of a file strictly: unknown names and wrong types are errors that name the place.</summary>
internal sealed class JsonFields(JsonObject json, string file, long line, string what)
{
    public void AllowOnly(params IReadOnlyList<string> known)
    {
        if (json.Select(pair => pair.Key).FirstOrDefault(key => !known.Contains(key)) is { } unknown)
        {
            throw Error($"unknown key '{unknown}' in {what}; known here: {string.Join(", ", known)}.{SimilarNames.Hint(unknown, known)}");
        }
    }

    public bool Has(string key) => json[key] is not null;

    public string? Text(string key) => json[key] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() is JsonValueKind.String => value.GetValue<string>(),
        JsonValue value => value.ToJsonString(),
        _ => throw Error($"'{key}' in {what} must be a plain value."),
    };

    public string RequiredText(string key) => Text(key) ?? throw Error($"{what} needs '{key}'.");

    public double? Number(string key) => json[key] is { } found
        ? AsNumber(found) ?? throw Error($"'{key}' in {what} is {found.ToJsonString()}; expected a number.")
        : null;

    /// <summary>A list of numbers of a given length; null where the key is missing.</summary>
    public double[]? Numbers(string key, int count) => json[key] is { } found ? AsNumbers(found, key, count) : null;

    /// <summary>Lists of numbers, each of a given length; null where the key is missing.</summary>
    public IReadOnlyList<double[]>? Rows(string key, int count) => json[key] switch
    {
        null => null,
        JsonArray list => [.. list.Select(item => AsNumbers(item, key, count))],
        { } => throw Error($"'{key}' in {what} must be a list of lists of {count} numbers."),
    };

    public JsonObject Object(string key) => json[key] switch
    {
        null => [],
        JsonObject found => found,
        _ => throw Error($"'{key}' in {what} must be a mapping."),
    };

    public IReadOnlyList<JsonObject> Objects(string key) => json[key] switch
    {
        null => [],
        JsonArray list => [.. list.Select(item => item as JsonObject ?? throw Error($"every entry of '{key}' in {what} must be a mapping."))],
        _ => throw Error($"'{key}' in {what} must be a list."),
    };

    public ExperimentException Error(string problem) => new(file, line, problem);

    private double[] AsNumbers(JsonNode? node, string key, int count)
    {
        double?[] numbers = node is JsonArray list ? [.. list.Select(AsNumber)] : [];
        return numbers.Length == count && numbers.All(number => number is not null)
            ? [.. numbers.Select(number => number!.Value)]
            : throw Error($"'{key}' in {what} must hold {count} numbers, but found {node?.ToJsonString() ?? "null"}.");
    }

    /// <summary>By its text: a number that was parsed and one that was computed are different types.</summary>
    private static double? AsNumber(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && double.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number
            : null;
}
