using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;

namespace ReCorD.Agents.Decorators.Telemetry;

/// <summary>Messages in the form that the conventions give them in a span: roles and parts. Pictures are named, not shown.</summary>
internal static class TelemetryContent
{
    public static string Write(IEnumerable<ChatMessage> messages, ChatFinishReason? finish)
    {
        JsonArray all = [];
        foreach (ChatMessage message in messages)
        {
            JsonObject written = new() { ["role"] = message.Role.Value, ["parts"] = new JsonArray([.. message.Contents.Select(Part)]) };
            if (finish is { } reason)
            {
                written["finish_reason"] = reason.Value;
            }

            all.Add((JsonNode)written);
        }

        return all.ToJsonString(AgentJson.Options);
    }

    private static JsonNode Part(AIContent content) => content switch
    {
        TextContent text => new JsonObject { ["type"] = "text", ["content"] = text.Text },
        FunctionCallContent call => new JsonObject { ["type"] = "tool_call", ["id"] = call.CallId, ["name"] = call.Name, ["arguments"] = JsonNode.Parse(AgentJson.Arguments(call)) },
        FunctionResultContent result => new JsonObject { ["type"] = "tool_call_response", ["id"] = result.CallId, ["response"] = ToolResultParts.Split(result.Result).Text },
        DataContent data => new JsonObject { ["type"] = "blob", ["mime_type"] = data.MediaType, ["modality"] = "image" },
        _ => new JsonObject { ["type"] = content.GetType().Name },
    };
}
