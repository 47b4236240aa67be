using System.Text.Json.Nodes;

namespace ReCorD.Cli.Tests.Support;

/// <summary>What the server sends back.</summary>
internal sealed record ModelReply(int Status, string Body, string Headers = "")
{
    /// <summary>The connection is closed in the middle of the body.</summary>
    public bool IsCut { get; init; }

    /// <summary>Nothing is ever sent.</summary>
    public bool Hangs { get; init; }

    /// <summary>Done before it is sent.</summary>
    public Action? Before { get; init; }

    public static ModelReply Say(string text) => Message(new JsonObject { ["role"] = "assistant", ["content"] = text });

    public static ModelReply Refuse(string text) => Message(new JsonObject { ["role"] = "assistant", ["content"] = null, ["refusal"] = text });

    /// <summary>Calls of tools: name and arguments as the model writes them.</summary>
    public static ModelReply Calls(params IEnumerable<(string Tool, string Arguments)> calls) => Message(new JsonObject
    {
        ["role"] = "assistant",
        ["content"] = null,
        ["tool_calls"] = new JsonArray([.. calls.Select((call, index) => (JsonNode)new JsonObject
        {
            ["id"] = $"call-{index}", ["type"] = "function", ["function"] = new JsonObject { ["name"] = call.Tool, ["arguments"] = call.Arguments },
        })]),
    });

    public static ModelReply Call(string tool, string arguments) => Calls((tool, arguments));

    private static ModelReply Message(JsonObject message) => new(200, new JsonObject
    {
        ["id"] = "answer", ["object"] = "chat.completion", ["created"] = 1, ["model"] = "eye-1",
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["finish_reason"] = message["tool_calls"] is null ? "stop" : "tool_calls", ["message"] = message }),
        ["usage"] = new JsonObject { ["prompt_tokens"] = 700, ["completion_tokens"] = 30, ["total_tokens"] = 730 },
    }.ToJsonString());
}
