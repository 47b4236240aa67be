using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using ReCorD.Compute.Imaging;
using ReCorD.Plugins.Imaging;

namespace ReCorD.Plugins.Tools;

/// <summary>
/// What every tool returns: one text holding JSON in snake case, then pictures in the order the JSON names them. A mistake of the
/// model is a text too: <c>{"error": "what to mend"}</c>.
/// </summary>
public static class ToolReply
{
    public static JsonSerializerOptions Json { get; } = new(AIJsonUtilities.DefaultOptions)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DictionaryKeyPolicy = null,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = false,
    };

    public static IReadOnlyList<AIContent> Of<T>(T value, params IEnumerable<DataContent> images) => [new TextContent(JsonSerializer.Serialize(value, Json)), .. images];

    public static IReadOnlyList<AIContent> Mend(string whatToMend) => Of(new ToolError(whatToMend));

    public static DataContent Picture(IImageEncoder encoder, RgbImage image, string name)
    {
        EncodedImage encoded = encoder.Encode(image);
        return new DataContent(encoded.Data, encoded.MediaType) { Name = name };
    }
}

/// <summary>Why a call did nothing and how to mend it.</summary>
internal sealed record ToolError(string Error);
