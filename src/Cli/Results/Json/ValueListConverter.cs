using System.Text.Json;
using System.Text.Json.Serialization;
using ReCorD.Agents.Runs;

namespace ReCorD.Cli.Results.Json;

/// <summary>Lists that compare by their items, as JSON arrays.</summary>
internal sealed class ValueListConverter<T> : JsonConverter<ValueList<T>>
{
    public override ValueList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => JsonSerializer.Deserialize<T[]>(ref reader, options) is { } items && Array.TrueForAll(items, item => item is not null)
            ? ValueList.Create<T>(items)
            : throw new JsonException($"A list of {typeof(T).Name} has an item that is null.");

    public override void Write(Utf8JsonWriter writer, ValueList<T> value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value.ToArray(), options);
}
