using System.Globalization;
using Microsoft.Extensions.AI;

namespace ReCorD.Agents.Conversations;

/// <summary>
/// Cuts what a model says at too great a length before it goes into the conversation, which is sent whole with each round, and into
/// the record. A cut text says so; a call with endless arguments becomes one whose arguments cannot be read.
/// </summary>
internal static class AnswerLimit
{
    private const int LongestName = 64;

    public static IList<ChatMessage> Apply(IList<ChatMessage> messages, int maximum) =>
        messages.All(message => message.Contents.All(content => Fits(content, maximum))) ? messages : [.. messages.Select(message => Cut(message, maximum))];

    private static ChatMessage Cut(ChatMessage message, int maximum)
    {
        ChatMessage cut = message.Clone();
        cut.Contents = [.. message.Contents.Select(content => Fits(content, maximum) ? content : Cut(content, maximum))];
        return cut;
    }

    private static bool Fits(AIContent content, int maximum) => content switch
    {
        TextContent text => text.Text.Length <= maximum,
        FunctionCallContent call => call.Name.Length <= LongestName && AgentJson.Arguments(call).Length <= maximum,
        _ => true,
    };

    private static AIContent Cut(AIContent content, int maximum) => content switch
    {
        FunctionCallContent call => Cut(call, maximum),
        TextContent text => new TextContent(string.Create(
            CultureInfo.InvariantCulture, $"{text.Text.AsSpan(0, Whole(text.Text, maximum))}\n[cut here: {text.Text.Length} characters, of which at most {maximum} are kept]")),
        _ => content,
    };

    private static FunctionCallContent Cut(FunctionCallContent call, int maximum)
    {
        string name = call.Name.Length <= LongestName ? call.Name : $"{call.Name.AsSpan(0, Whole(call.Name, LongestName))}…";
        int length = AgentJson.Arguments(call).Length;
        return length <= maximum
            ? new FunctionCallContent(call.CallId, name, call.Arguments) { Exception = call.Exception }
            : new FunctionCallContent(call.CallId, name)
            {
                Exception = new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"They have {length} characters; at most {maximum} are read.")),
            };
    }

    /// <summary>The length of a text's beginning, without half a surrogate pair.</summary>
    private static int Whole(string text, int length) => char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
}
