using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;

namespace ReCorD.Agents.Providers.OpenAi;

/// <summary>
/// Reads a completion of OpenAI's chat protocol, with the liberties that compatible endpoints take: contents in parts, arguments
/// as an object, calls without an id, reasoning beside the answer.
/// </summary>
/// <param name="errors">Words what is wrong.</param>
/// <param name="earlier">Calls in the conversation so far, from which those without an id are counted on.</param>
internal sealed class ChatResponseReader(OpenAiErrors errors, int earlier)
{
    private int unnamed = earlier;

    /// <exception cref="ChatProviderException">The body is no completion.</exception>
    public ChatResponse Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return Read(document.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw errors.NotTheProtocol("the body is no chat completion.", error);
        }
    }

    private ChatResponse Read(JsonElement body)
    {
        if (Member(body, "choices") is not { ValueKind: JsonValueKind.Array } choices || choices.GetArrayLength() == 0)
        {
            throw errors.NotTheProtocol("there are no choices in it.");
        }

        JsonElement message = Member(choices[0], "message") is { ValueKind: JsonValueKind.Object } found ? found : throw new JsonException("The choice has no message.");
        CompletionParts parts = new()
        {
            Text = Text(message, "content"),
            Refusal = Text(message, "refusal"),
            Reasoning = Text(message, "reasoning_content") is { Length: > 0 } reasoning ? reasoning : Text(message, "reasoning"),
            FinishReason = Text(choices[0], "finish_reason"),
            Id = Text(body, "id"),
            Model = Text(body, "model"),
            Usage = Usage(body),
        };
        foreach (JsonElement call in Items(message, "tool_calls"))
        {
            JsonElement function = Member(call, "function") ?? throw new JsonException("A tool call has no function.");
            parts.Calls.Add(new CallParts { Id = Text(call, "id"), Name = Text(function, "name"), Arguments = Arguments(function) });
        }

        return Compose(parts);
    }

    /// <summary>The response that the parts make.</summary>
    public ChatResponse Compose(CompletionParts parts)
    {
        List<AIContent> contents = [];
        if (parts.Reasoning.Length > 0)
        {
            contents.Add(new TextReasoningContent(parts.Reasoning));
        }

        contents.AddRange(new[] { parts.Text, parts.Refusal }.Where(text => text.Length > 0).Select(text => new TextContent(text)));
        contents.AddRange(parts.Calls.Select(Call));
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, contents))
        {
            ResponseId = parts.Id.Length > 0 ? parts.Id : null,
            ModelId = parts.Model.Length > 0 ? parts.Model : null,
            FinishReason = parts.Calls.Count > 0 ? ChatFinishReason.ToolCalls : Finish(parts),
            Usage = parts.Usage,
        };
    }

    /// <summary>A member of an object that is there and not null.</summary>
    public static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>The items of a list; none where it is missing.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement element, string name) => Member(element, name) is { } list ? list.EnumerateArray() : [];

    /// <summary>A text, or the texts of its parts; empty where it is missing.</summary>
    public static string Text(JsonElement element, string name) => Member(element, name) switch
    {
        null => "",
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Array } parts => string.Concat(parts.EnumerateArray().Select(part => part.ValueKind == JsonValueKind.String ? part.GetString() : Text(part, "text"))),
        { } other => other.GetRawText(),
    };

    /// <summary>The arguments of a call as JSON, whether sent as text or as an object.</summary>
    public static string Arguments(JsonElement function) => Text(function, "arguments");

    public static UsageDetails? Usage(JsonElement body) => Member(body, "usage") is { ValueKind: JsonValueKind.Object } usage
        ? new UsageDetails
        {
            InputTokenCount = Number(usage, "prompt_tokens"),
            OutputTokenCount = Number(usage, "completion_tokens"),
            TotalTokenCount = Number(usage, "total_tokens"),
            CachedInputTokenCount = Member(usage, "prompt_tokens_details") is { } input ? Number(input, "cached_tokens") : null,
            ReasoningTokenCount = Member(usage, "completion_tokens_details") is { } output ? Number(output, "reasoning_tokens") : null,
        }
        : null;

    private static long? Number(JsonElement element, string name) => Member(element, name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : null;

    private static ChatFinishReason Finish(CompletionParts parts) =>
        parts.Refusal.Length > 0 ? ChatFinishReason.ContentFilter
        : parts.FinishReason is "length" or "content_filter" ? new ChatFinishReason(parts.FinishReason)
        : ChatFinishReason.Stop;

    /// <summary>A call; arguments that are no JSON object are kept as its exception, for the tool loop to send back.</summary>
    private FunctionCallContent Call(CallParts call) => FunctionCallContent.CreateFromParsedArguments(
        call.Arguments, call.Id.Length > 0 ? call.Id : string.Create(CultureInfo.InvariantCulture, $"call-{++unnamed}"), call.Name, AgentJson.ParseArguments);
}
