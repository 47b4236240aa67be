using System.Text.Json;
using System.Text.Json.Serialization;
using ReCorD.Vision.Poses;

namespace ReCorD.Cli.Results.Json;

/// <summary>A landmark as <c>[x, y, visibility]</c>.</summary>
internal sealed class LandmarkConverter : JsonConverter<Landmark>
{
    public override Landmark Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        double[] values = NumberRow.Read(ref reader, 3);
        return new Landmark(values[0], values[1], values[2]);
    }

    public override void Write(Utf8JsonWriter writer, Landmark value, JsonSerializerOptions options)
        => NumberRow.Write(writer, [value.X, value.Y, value.Visibility]);
}
