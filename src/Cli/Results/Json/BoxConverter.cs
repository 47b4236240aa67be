using System.Text.Json;
using System.Text.Json.Serialization;
using ReCorD.Compute.Imaging;

namespace ReCorD.Cli.Results.Json;

/// <summary>A box as <c>[left, top, right, bottom]</c>, edges in [0, 1].</summary>
internal sealed class BoxConverter : JsonConverter<Box>
{
    public override Box Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        double[] edges = NumberRow.Read(ref reader, 4);
        return new Box(edges[0], edges[1], edges[2], edges[3]);
    }

    public override void Write(Utf8JsonWriter writer, Box value, JsonSerializerOptions options)
        => NumberRow.Write(writer, [value.Left, value.Top, value.Right, value.Bottom]);
}
