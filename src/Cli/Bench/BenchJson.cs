using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReCorD.Cli.Bench;

/// <summary>A report as one JSON object: the fields, and <c>rows</c> where there is a table.</summary>
internal static class BenchJson
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true };

    public static string Write(BenchReport report)
    {
        JsonObject root = ToObject(report.Fields);
        if (report.Rows.Count > 0)
        {
            root["rows"] = new JsonArray([.. report.Rows.Select(ToObject)]);
        }

        if (report.Notes.Count > 0)
        {
            root["notes"] = new JsonArray([.. report.Notes.Select(note => (JsonNode)note)]);
        }

        return root.ToJsonString(Options);
    }

    private static JsonObject ToObject(IReadOnlyList<BenchField> fields)
        => new(fields.Select(field => KeyValuePair.Create(field.Name, Round(field.Value))));

    /// <summary>Numbers that are none (an unmeasurable rate) become null: JSON has no other word for them.</summary>
    private static JsonNode? Round(object? value) => value switch
    {
        double number => double.IsFinite(number) ? JsonValue.Create(Math.Round(number, 6)) : null,
        null => null,
        _ => JsonSerializer.SerializeToNode(value),
    };
}
