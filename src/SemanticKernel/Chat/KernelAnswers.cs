using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using OpenAI.Chat;
using ChatFinishReason = Microsoft.Extensions.AI.ChatFinishReason;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using ChatMessageContent = Microsoft.SemanticKernel.ChatMessageContent;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;
using KernelCall = Microsoft.SemanticKernel.FunctionCallContent;
using KernelText = Microsoft.SemanticKernel.TextContent;
using TextContent = Microsoft.Extensions.AI.TextContent;

namespace ReCorD.SemanticKernel.Chat;

/// <summary>What Semantic Kernel's chat services answer, as our agents read it.</summary>
internal static class KernelAnswers
{
    /// <param name="answers">In order; the last one carries what it cost.</param>
    public static ChatResponse Response(IReadOnlyList<ChatMessageContent> answers)
    {
        ChatMessage[] messages = [.. answers.Select((answer, index) => Message(answer, index))];
        ChatMessageContent? last = answers.Count > 0 ? answers[^1] : null;
        bool calls = messages.Any(message => message.Contents.OfType<FunctionCallContent>().Any());
        return new ChatResponse(messages)
        {
            ModelId = last?.ModelId,
            RawRepresentation = last?.InnerContent,
            FinishReason = calls ? ChatFinishReason.ToolCalls : IsCutOff(last) ? ChatFinishReason.Length : ChatFinishReason.Stop,
            Usage = Usage(last),
        };
    }

    private static ChatMessage Message(ChatMessageContent answer, int number)
    {
        List<AIContent> contents = [];
        foreach (KernelContent item in answer.Items)
        {
            AIContent? content = item switch
            {
                KernelText text => new TextContent(text.Text),
                ImageContent { Data: { } data, MimeType: { } type } => new DataContent(data, type),
                KernelCall call => Call(call, string.Create(CultureInfo.InvariantCulture, $"call-{number}-{contents.Count}")),
                _ => null,
            };
            if (content is not null)
            {
                contents.Add(content);
            }
        }

        return new ChatMessage(new ChatRole(answer.Role.Label), contents);
    }

    /// <summary>A call whose arguments could not be read carries the reason, which goes back to the model.</summary>
    private static FunctionCallContent Call(KernelCall call, string standIn) => new(
        call.Id ?? standIn, call.FunctionName, call.Arguments?.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal)) { Exception = call.Exception };

    private static bool IsCutOff(ChatMessageContent? answer) =>
        answer?.Metadata?.GetValueOrDefault("FinishReason")?.ToString() is { } reason && reason.Equals("length", StringComparison.OrdinalIgnoreCase);

    /// <summary>Services tell what an answer cost in types of their own; those of OpenAI's clients and of chat clients are known.</summary>
    private static UsageDetails? Usage(ChatMessageContent? answer) => answer?.Metadata?.GetValueOrDefault("Usage") switch
    {
        UsageDetails usage => usage,
        ChatTokenUsage usage => new UsageDetails { InputTokenCount = usage.InputTokenCount, OutputTokenCount = usage.OutputTokenCount, TotalTokenCount = usage.TotalTokenCount },
        _ => null,
    };
}
