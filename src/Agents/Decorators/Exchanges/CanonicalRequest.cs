using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;

namespace ReCorD.Agents.Decorators.Exchanges;

/// <summary>
/// A request to a chat model with everything that can change its answer, in one form: equal requests have equal hashes on any machine.
/// The provider and its model are not part of it.
/// </summary>
internal sealed class CanonicalRequest
{
    private CanonicalRequest(IReadOnlyList<RequestPiece> pieces)
    {
        Pieces = pieces;
        string all = string.Join('\n', pieces.Select(piece => $"{piece.What}\t{piece.Hash}"));
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)));
    }

    /// <summary>Settings, tools and messages in their order.</summary>
    public IReadOnlyList<RequestPiece> Pieces { get; }

    /// <summary>SHA-256 over all pieces.</summary>
    public string Hash { get; }

    public static CanonicalRequest Of(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        List<RequestPiece> pieces = [new("settings", Settings(options))];
        pieces.AddRange(options?.Tools?.OfType<AIFunction>().Select(tool => new RequestPiece($"tool {tool.Name}", $"{tool.Description}\n{tool.JsonSchema.GetRawText()}")) ?? []);
        int number = 0;
        foreach (ChatMessage message in messages)
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"message {++number} ({message.Role.Value})");
            pieces.AddRange(message.Contents.SelectMany(Parts).Select((part, index) => part with { What = string.Create(CultureInfo.InvariantCulture, $"{place}, part {index + 1}: {part.What}") }));
        }

        return new CanonicalRequest(pieces);
    }

    private static string Settings(ChatOptions? options) => JsonSerializer.Serialize(
        new
        {
            temperature = options?.Temperature,
            topP = options?.TopP,
            maxOutputTokens = options?.MaxOutputTokens,
            seed = options?.Seed,
            stop = options?.StopSequences,
            tools = options?.ToolMode switch { null => null, RequiredChatToolMode { RequiredFunctionName: { } name } => $"required {name}", RequiredChatToolMode => "required", NoneChatToolMode => "none", _ => "auto" },
            format = options?.ResponseFormat switch { ChatResponseFormatJson { Schema: { } schema } => schema.GetRawText(), ChatResponseFormatJson => "json", _ => null },
        },
        AgentJson.Options);

    private static IEnumerable<RequestPiece> Parts(AIContent content)
    {
        switch (content)
        {
            case FunctionCallContent call:
                return [new RequestPiece($"call of {call.Name}", $"{call.CallId} {AgentJson.Arguments(call)}")];
            case FunctionResultContent result:
                (string answer, IReadOnlyList<DataContent> images) = ToolResultParts.Split(result.Result);
                return [new RequestPiece("result", $"{result.CallId} {answer}"), .. images.Select(Picture)];
            case TextContent text:
                return [new RequestPiece("text", text.Text)];
            case DataContent data:
                return [Picture(data)];
            case UriContent link:
                return [new RequestPiece("link", link.Uri.ToString())];
            default:
                return [new RequestPiece(content.GetType().Name, "")];
        }
    }

    private static RequestPiece Picture(DataContent data) =>
        new("picture", $"{data.MediaType} {data.Name} {Convert.ToHexStringLower(SHA256.HashData(data.Data.Span))}");
}
