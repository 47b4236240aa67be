using System.Text.Json;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;

namespace ReCorD.Agents.Decorators.Exchanges;

/// <summary>One part of a message: a text, a call of a tool, or anything else in the form of Microsoft.Extensions.AI.</summary>
internal sealed record StoredContent
{
    public string? Text { get; init; }

    /// <summary>The tool that is called.</summary>
    public string? Tool { get; init; }

    public string? CallId { get; init; }

    public JsonElement? Arguments { get; init; }

    /// <summary>Why the arguments could not be read; the agent answers with it.</summary>
    public string? ArgumentsError { get; init; }

    public JsonElement? Other { get; init; }

    public static StoredContent Of(AIContent content) => content switch
    {
        // Derived kinds of text, such as a model's reasoning, keep their kind below.
        TextContent text when text.GetType() == typeof(TextContent) => new StoredContent { Text = text.Text },
        FunctionCallContent call => new StoredContent
        {
            Tool = call.Name,
            CallId = call.CallId,
            Arguments = call.Arguments is null ? null : JsonSerializer.SerializeToElement(call.Arguments, AgentJson.Options),
            ArgumentsError = call.Exception?.Message,
        },
        _ => new StoredContent { Other = JsonSerializer.SerializeToElement(content, AgentJson.Options) },
    };

    public AIContent ToContent()
    {
        if (Text is not null)
        {
            return new TextContent(Text);
        }

        if (Tool is not null)
        {
            IDictionary<string, object?>? arguments = Arguments?.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.ValueKind == JsonValueKind.Null ? null : (object?)member.Value, StringComparer.Ordinal);
            return new FunctionCallContent(CallId ?? "", Tool, arguments) { Exception = ArgumentsError is null ? null : new JsonException(ArgumentsError) };
        }

        return Other?.Deserialize<AIContent>(AgentJson.Options) ?? throw new JsonException("A part of a message holds neither text nor a call nor anything else.");
    }
}
