using System.Text.Json;
using System.Text.Json.Serialization;
using ReCorD.Compute.Imaging;

namespace ReCorD.Cli.Results.Json;

/// <summary>A map as <c>{ "width", "height", "values": [rows from the top] }</c>.</summary>
internal sealed class ScalarMapConverter : JsonConverter<ScalarMap>
{
    public override ScalarMap Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        int width = 0, height = 0;
        double[] values = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string? name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "width": width = reader.GetInt32(); break;
                case "height": height = reader.GetInt32(); break;
                case "values": values = NumberRow.Read(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        return values.Length == (long)width * height
            ? new ScalarMap(width, height, Array.ConvertAll(values, value => (float)value))
            : throw new JsonException($"A {width}x{height} map needs {(long)width * height} values but has {values.Length}.");
    }

    public override void Write(Utf8JsonWriter writer, ScalarMap value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber("width", value.Width);
        writer.WriteNumber("height", value.Height);
        writer.WritePropertyName("values");
        NumberRow.Write(writer, value.Values);
        writer.WriteEndObject();
    }
}
