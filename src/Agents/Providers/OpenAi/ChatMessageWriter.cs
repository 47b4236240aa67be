using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Providers.Images;

namespace ReCorD.Agents.Providers.OpenAi;

/// <summary>The messages of a request in OpenAI's chat protocol.</summary>
/// <param name="imageDetail">low, high or auto; null: the endpoint is not told.</param>
internal sealed class ChatMessageWriter(string? imageDetail)
{
    public JsonArray Write(IEnumerable<ChatMessage> messages)
    {
        JsonArray written = [];
        foreach (ChatMessage message in messages)
        {
            if (message.Role == ChatRole.System)
            {
                written.Add(Message("system", message.Text));
            }
            else if (message.Role == ChatRole.Assistant)
            {
                written.Add(Assistant(message));
            }
            else if (message.Role == ChatRole.Tool)
            {
                AddToolResults(written, message);
            }
            else
            {
                written.Add(Message("user", Content([.. message.Contents])));
            }
        }

        return written;
    }

    private static JsonObject Message(string role, JsonNode? content) => new() { ["role"] = role, ["content"] = content };

    private static JsonObject Assistant(ChatMessage message)
    {
        FunctionCallContent[] calls = [.. message.Contents.OfType<FunctionCallContent>()];
        if (calls.Length == 0)
        {
            return Message("assistant", message.Text);
        }

        JsonObject written = Message("assistant", message.Text.Length > 0 ? message.Text : null);
        written["tool_calls"] = new JsonArray([.. calls.Select(call => new JsonObject
        {
            ["id"] = call.CallId,
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = AgentJson.Arguments(call) },
        })]);
        return written;
    }

    /// <summary>Texts as tool messages, one for each call as the protocol demands, then all pictures of the round in one user message.</summary>
    private void AddToolResults(JsonArray written, ChatMessage message)
    {
        JsonArray pictures = [];
        foreach (FunctionResultContent result in message.Contents.OfType<FunctionResultContent>())
        {
            (string text, IReadOnlyList<DataContent> images) = ToolResultParts.Split(result.Result);
            JsonObject answer = Message("tool", text);
            answer["tool_call_id"] = result.CallId;
            written.Add(answer);
            foreach (DataContent image in images)
            {
                pictures.Add(Text(image.Name ?? "image"));
                pictures.Add(Picture(image.Uri));
            }
        }

        if (pictures.Count > 0)
        {
            written.Add(Message("user", pictures));
        }
    }

    /// <summary>Texts alone as one string, which every server takes; with pictures, parts.</summary>
    private JsonNode Content(IReadOnlyList<AIContent> contents)
    {
        if (contents.Any(PictureMapping.IsPicture))
        {
            return new JsonArray([.. contents.Select(Part).OfType<JsonNode>()]);
        }

        return string.Join("\n", contents.OfType<TextContent>().Select(part => part.Text));
    }

    private JsonObject? Part(AIContent content) => content switch
    {
        TextContent text => Text(text.Text),
        DataContent data when PictureMapping.IsPicture(data) => Picture(data.Uri),
        UriContent link when PictureMapping.IsPicture(link) => Picture(link.Uri.AbsoluteUri),
        _ => null,
    };

    private static JsonObject Text(string text) => new() { ["type"] = "text", ["text"] = text };

    private JsonObject Picture(string address)
    {
        JsonObject image = new() { ["url"] = address };
        if (imageDetail is not null)
        {
            image["detail"] = imageDetail;
        }

        return new JsonObject { ["type"] = "image_url", ["image_url"] = image };
    }
}
