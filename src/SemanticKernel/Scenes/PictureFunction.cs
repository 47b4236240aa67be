using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;

namespace ReCorD.SemanticKernel.Scenes;

/// <summary>A tool whose result is text alone: pictures are kept, and the JSON names them by their ids.</summary>
internal sealed class PictureFunction(AIFunction tool, RecordStudio studio) : DelegatingAIFunction(tool)
{
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        object? result = await studio.TakeTurnAsync(() => base.InvokeCoreAsync(arguments, cancellationToken).AsTask(), cancellationToken).ConfigureAwait(false);
        (string text, IReadOnlyList<DataContent> images) = ToolResultParts.Split(result);
        return images.Count == 0 ? text : WithIds(text, images);
    }

    private string WithIds(string text, IReadOnlyList<DataContent> images)
    {
        JsonObject reply = Parse(text) ?? new JsonObject { ["result"] = text };
        reply["images"] = new JsonArray([.. images.Select(image => new JsonObject { ["id"] = studio.Pictures.Keep(image), ["shows"] = image.Name })]);
        return reply.ToJsonString();
    }

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
