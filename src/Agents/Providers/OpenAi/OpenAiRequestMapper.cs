using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ReCorD.Agents.Conversations;
using ChatMessage = OpenAI.Chat.ChatMessage;

namespace ReCorD.Agents.Providers.OpenAi;

/// <summary>From our messages and options to those of the OpenAI library.</summary>
internal sealed class OpenAiRequestMapper(ChatImageDetailLevel imageDetail)
{
    public IReadOnlyList<ChatMessage> Messages(IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages)
    {
        List<ChatMessage> mapped = [];
        foreach (Microsoft.Extensions.AI.ChatMessage message in messages)
        {
            if (message.Role == ChatRole.System)
            {
                mapped.Add(new SystemChatMessage(message.Text));
            }
            else if (message.Role == ChatRole.Assistant)
            {
                mapped.Add(Assistant(message));
            }
            else if (message.Role == ChatRole.Tool)
            {
                AddToolResults(mapped, message);
            }
            else
            {
                mapped.Add(new UserChatMessage(message.Contents.Select(Part).OfType<ChatMessageContentPart>()));
            }
        }

        return mapped;
    }

    public static ChatCompletionOptions Options(ChatOptions? options)
    {
        ChatCompletionOptions mapped = new() { Temperature = options?.Temperature, TopP = options?.TopP, MaxOutputTokenCount = options?.MaxOutputTokens };
        foreach (AIFunction tool in options?.Tools?.OfType<AIFunction>() ?? [])
        {
            mapped.Tools.Add(ChatTool.CreateFunctionTool(tool.Name, tool.Description, BinaryData.FromString(tool.JsonSchema.GetRawText())));
        }

        if (mapped.Tools.Count > 0)
        {
            mapped.ToolChoice = options!.ToolMode switch
            {
                RequiredChatToolMode { RequiredFunctionName: { } name } => ChatToolChoice.CreateFunctionChoice(name),
                RequiredChatToolMode => ChatToolChoice.CreateRequiredChoice(),
                NoneChatToolMode => ChatToolChoice.CreateNoneChoice(),
                _ => ChatToolChoice.CreateAutoChoice(),
            };
        }

        return mapped;
    }

    private static AssistantChatMessage Assistant(Microsoft.Extensions.AI.ChatMessage message)
    {
        ChatToolCall[] calls = [.. message.Contents.OfType<FunctionCallContent>()
            .Select(call => ChatToolCall.CreateFunctionToolCall(call.CallId, call.Name, BinaryData.FromString(AgentJson.Arguments(call))))];
        if (calls.Length == 0)
        {
            return new AssistantChatMessage(message.Text);
        }

        AssistantChatMessage mapped = new(calls);
        if (message.Text.Length > 0)
        {
            mapped.Content.Add(ChatMessageContentPart.CreateTextPart(message.Text));
        }

        return mapped;
    }

    /// <summary>Texts as tool messages, one for each call as the protocol demands, then all pictures of the round in one user message.</summary>
    private void AddToolResults(List<ChatMessage> mapped, Microsoft.Extensions.AI.ChatMessage message)
    {
        List<ChatMessageContentPart> pictures = [];
        foreach (FunctionResultContent result in message.Contents.OfType<FunctionResultContent>())
        {
            (string text, IReadOnlyList<DataContent> images) = ToolResultParts.Split(result.Result);
            mapped.Add(new ToolChatMessage(result.CallId, text));
            foreach (DataContent image in images)
            {
                pictures.Add(ChatMessageContentPart.CreateTextPart(image.Name ?? "image"));
                pictures.Add(Picture(image));
            }
        }

        if (pictures.Count > 0)
        {
            mapped.Add(new UserChatMessage(pictures));
        }
    }

    private ChatMessageContentPart? Part(AIContent content) => content switch
    {
        TextContent text => ChatMessageContentPart.CreateTextPart(text.Text),
        DataContent data when data.HasTopLevelMediaType("image") => Picture(data),
        UriContent link when link.HasTopLevelMediaType("image") => ChatMessageContentPart.CreateImagePart(link.Uri, imageDetail),
        _ => null,
    };

    private ChatMessageContentPart Picture(DataContent image) => ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(image.Data), image.MediaType, imageDetail);
}
