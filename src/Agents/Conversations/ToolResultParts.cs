using System.Text.Json;
using Microsoft.Extensions.AI;

namespace ReCorD.Agents.Conversations;

/// <summary>
/// How pictures travel from a tool to a chat model. A tool of ours returns a list of <see cref="AIContent"/>: one text (JSON),
/// then pictures as <see cref="DataContent"/>. The list is the result of the <see cref="FunctionResultContent"/>. A client whose
/// protocol allows only text in tool results (OpenAI's) sends the text there and the pictures in a user message right after the
/// last tool result of the round.
/// </summary>
public static class ToolResultParts
{
    /// <summary>Text and pictures of a tool's result, whatever its type.</summary>
    public static (string Text, IReadOnlyList<DataContent> Images) Split(object? result) => result switch
    {
        null => ("", []),
        string text => (text, []),
        TextContent text => (text.Text, []),
        DataContent image => ("", [image]),
        IEnumerable<AIContent> contents => Split(contents),
        JsonElement { ValueKind: JsonValueKind.String } json => (json.GetString()!, []),
        JsonElement json => (json.GetRawText(), []),
        _ => (JsonSerializer.Serialize(result, AgentJson.Options), []),
    };

    private static (string Text, IReadOnlyList<DataContent> Images) Split(IEnumerable<AIContent> contents)
    {
        AIContent[] all = [.. contents];
        return (string.Join("\n", all.OfType<TextContent>().Select(part => part.Text)), [.. all.OfType<DataContent>()]);
    }
}
