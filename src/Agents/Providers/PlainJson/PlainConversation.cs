using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;

namespace ReCorD.Agents.Providers.PlainJson;

/// <summary>A conversation with tools as one of plain messages: calls as JSON, results as messages of the user, and user and model taking turns, as simple chat templates demand.</summary>
internal static class PlainConversation
{
    public static IEnumerable<ChatMessage> Of(IReadOnlyList<ChatMessage> messages, IReadOnlyList<AIFunctionDeclaration> tools)
    {
        Dictionary<string, string> names = [];
        List<ChatMessage> plain = [System(messages, tools)];
        foreach (ChatMessage message in messages.Where(message => message.Role != ChatRole.System))
        {
            foreach (FunctionCallContent call in message.Contents.OfType<FunctionCallContent>())
            {
                names[call.CallId] = call.Name;
            }

            Add(plain, message.Role == ChatRole.Assistant ? Assistant(message) : message.Role == ChatRole.Tool ? Results(message, names) : new ChatMessage(ChatRole.User, [.. message.Contents]));
        }

        return plain;
    }

    private static ChatMessage System(IReadOnlyList<ChatMessage> messages, IReadOnlyList<AIFunctionDeclaration> tools) => new(
        ChatRole.System, string.Join("\n\n", messages.Where(message => message.Role == ChatRole.System).Select(message => message.Text).Append(ToolDescriptions.Words(tools))));

    private static ChatMessage Assistant(ChatMessage message)
    {
        IEnumerable<string> calls = message.Contents.OfType<FunctionCallContent>().Select(call =>
            new JsonObject { ["tool"] = call.Name, ["arguments"] = JsonNode.Parse(AgentJson.Arguments(call)) }.ToJsonString(AgentJson.Options));
        return new ChatMessage(ChatRole.Assistant, string.Join("\n", new[] { message.Text }.Where(text => text.Length > 0).Concat(calls)));
    }

    private static ChatMessage Results(ChatMessage message, Dictionary<string, string> names)
    {
        List<AIContent> contents = [];
        foreach (FunctionResultContent result in message.Contents.OfType<FunctionResultContent>())
        {
            (string text, IReadOnlyList<DataContent> images) = ToolResultParts.Split(result.Result);
            contents.Add(new TextContent($"Result of {names.GetValueOrDefault(result.CallId, "the tool")}:\n{text}"));
            contents.AddRange(images);
        }

        return new ChatMessage(ChatRole.User, contents);
    }

    /// <summary>A message, joined to the one before where both are of the same speaker.</summary>
    private static void Add(List<ChatMessage> plain, ChatMessage message)
    {
        if (plain[^1].Role == message.Role)
        {
            plain[^1] = new ChatMessage(message.Role, [.. plain[^1].Contents, .. message.Contents]);
        }
        else
        {
            plain.Add(message);
        }
    }
}
