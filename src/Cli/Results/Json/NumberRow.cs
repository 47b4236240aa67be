using System.Globalization;
using System.Text.Json;

namespace ReCorD.Cli.Results.Json;

/// <summary>Arrays of numbers on one line: indented one number a line, a map of 256 cells would fill pages.</summary>
internal static class NumberRow
{
    public static void Write(Utf8JsonWriter writer, IEnumerable<double> values)
        => writer.WriteRawValue($"[{string.Join(Separator(writer), values.Select(value => Finite(value).ToString("R", CultureInfo.InvariantCulture)))}]");

    public static void Write(Utf8JsonWriter writer, IEnumerable<float> values)
        => writer.WriteRawValue($"[{string.Join(Separator(writer), values.Select(value => ((float)Finite(value)).ToString("R", CultureInfo.InvariantCulture)))}]");

    /// <exception cref="JsonException">Not an array of numbers, or not <paramref name="count"/> of them.</exception>
    public static double[] Read(ref Utf8JsonReader reader, int? count = null)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("Expected an array of numbers.");
        }

        List<double> values = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            values.Add(reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : throw new JsonException("Expected a number."));
        }

        return count is null || count == values.Count ? [.. values] : throw new JsonException($"Expected {count} numbers but found {values.Count}.");
    }

    private static string Separator(Utf8JsonWriter writer) => writer.Options.Indented ? ", " : ",";

    /// <summary>JSON has no NaN or infinity; a record that holds one is shown with 0 rather than lost.</summary>
    private static double Finite(double value) => double.IsFinite(value) ? value : 0;
}
