using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Providers.Capabilities;
using ReCorD.Agents.Providers.Presets;

namespace ReCorD.Agents.Providers.OpenAi;

/// <summary>From our messages and options to the body of a request in OpenAI's chat protocol. Written out, since compatible endpoints differ in what they take.</summary>
internal sealed class ChatRequestWriter(string model, EndpointFields fields, ModelKnowledge knowledge, string imageDetail)
{
    /// <param name="messages">The conversation.</param>
    /// <param name="options">Tools, format, temperature and limits; null: the endpoint's own.</param>
    /// <param name="stream">Whether the answer is to come piece by piece.</param>
    public JsonObject Write(IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream)
    {
        JsonObject body = new() { ["model"] = model, ["messages"] = new ChatMessageWriter(fields.ImageDetail ? imageDetail : null).Write(messages) };
        AddTools(body, options);
        AddSampling(body, options);
        if (options?.ResponseFormat is ChatResponseFormatJson format)
        {
            AddFormat(body, format);
        }

        if (stream && Takes("stream"))
        {
            body["stream"] = true;
            if (fields.StreamUsage && Takes("stream_options"))
            {
                body["stream_options"] = new JsonObject { ["include_usage"] = true };
            }
        }

        return body;
    }

    private bool Takes(string field) => !knowledge.Refuses(field);

    private void AddTools(JsonObject body, ChatOptions? options)
    {
        JsonNode[] tools = [.. options?.Tools?.OfType<AIFunctionDeclaration>().Select(Tool) ?? []];
        if (tools.Length == 0)
        {
            return;
        }

        body["tools"] = new JsonArray(tools);
        if (fields.ToolChoice && Takes("tool_choice"))
        {
            body["tool_choice"] = Choice(options!.ToolMode);
        }

        if (options!.AllowMultipleToolCalls is { } several && fields.ParallelToolCalls && Takes("parallel_tool_calls"))
        {
            body["parallel_tool_calls"] = several;
        }
    }

    private JsonNode Choice(ChatToolMode? mode) => mode switch
    {
        RequiredChatToolMode { RequiredFunctionName: { } name } when fields.NamedToolChoice => new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = name } },
        RequiredChatToolMode => "required",
        NoneChatToolMode => "none",
        _ => "auto",
    };

    private static JsonObject Tool(AIFunctionDeclaration tool) => new()
    {
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = tool.Name, ["description"] = tool.Description, ["parameters"] = Schema(tool.JsonSchema) },
    };

    private void AddSampling(JsonObject body, ChatOptions? options)
    {
        if (options?.Temperature is { } temperature && Takes("temperature"))
        {
            body["temperature"] = temperature;
        }

        if (options?.TopP is { } share && Takes("top_p") && (fields.TemperatureWithTopP || !body.ContainsKey("temperature")))
        {
            body["top_p"] = share;
        }

        if (options?.Seed is { } seed && fields.Seed && Takes("seed"))
        {
            body["seed"] = seed;
        }

        string[] limits = fields.MaxCompletionTokens ? ["max_completion_tokens", "max_tokens"] : ["max_tokens", "max_completion_tokens"];
        if (options?.MaxOutputTokens is { } limit && Array.Find(limits, Takes) is { } name)
        {
            body[name] = limit;
        }
    }

    /// <summary>A schema where the model was found to take one (whoever asks for it sees to that), else JSON at all, else nothing: the prompt says it too.</summary>
    private void AddFormat(JsonObject body, ChatResponseFormatJson format)
    {
        if (format.Schema is { } schema)
        {
            JsonObject named = new() { ["name"] = format.SchemaName ?? "answer", ["schema"] = Schema(schema) };
            if (format.SchemaDescription is { } description)
            {
                named["description"] = description;
            }

            body["response_format"] = new JsonObject { ["type"] = "json_schema", ["json_schema"] = named };
        }
        else if (fields.JsonObject)
        {
            body["response_format"] = new JsonObject { ["type"] = "json_object" };
        }
    }

    /// <summary>A schema without the address of its language, which some endpoints do not know.</summary>
    private static JsonNode Schema(JsonElement schema)
    {
        JsonNode copy = JsonNode.Parse(schema.GetRawText())!;
        (copy as JsonObject)?.Remove("$schema");
        return copy;
    }
}
