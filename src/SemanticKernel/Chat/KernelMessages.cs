using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using ReCorD.Agents.Conversations;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;
using FunctionResultContent = Microsoft.Extensions.AI.FunctionResultContent;
using KernelCall = Microsoft.SemanticKernel.FunctionCallContent;
using KernelResult = Microsoft.SemanticKernel.FunctionResultContent;
using KernelText = Microsoft.SemanticKernel.TextContent;
using TextContent = Microsoft.Extensions.AI.TextContent;

namespace ReCorD.SemanticKernel.Chat;

/// <summary>Messages as Semantic Kernel's chat services take them.</summary>
internal static class KernelMessages
{
    /// <summary>
    /// A conversation. Services allow only text in the result of a tool, so its pictures follow in a user message after the last result of the round,
    /// each with its name before it.
    /// </summary>
    /// <param name="messages">In order.</param>
    /// <param name="instructions">Put before them as a system message; null: none.</param>
    public static ChatHistory History(IEnumerable<ChatMessage> messages, string? instructions = null)
    {
        ChatHistory history = [];
        List<DataContent> pictures = [];
        if (!string.IsNullOrEmpty(instructions))
        {
            history.AddSystemMessage(instructions);
        }

        foreach (ChatMessage message in messages)
        {
            if (message.Role == ChatRole.Tool)
            {
                pictures.AddRange(AddResults(history, message));
                continue;
            }

            Show(pictures, history);
            history.Add(Message(message));
        }

        Show(pictures, history);
        return history;
    }

    /// <summary>A picture with its type, which services need.</summary>
    public static ImageContent Picture(DataContent image) => new(image.Data, image.MediaType);

    private static List<DataContent> AddResults(ChatHistory history, ChatMessage message)
    {
        List<DataContent> pictures = [];
        foreach (FunctionResultContent result in message.Contents.OfType<FunctionResultContent>())
        {
            (string text, IReadOnlyList<DataContent> images) = ToolResultParts.Split(result.Result);
            string? function = history.SelectMany(earlier => earlier.Items).OfType<KernelCall>().LastOrDefault(call => call.Id == result.CallId)?.FunctionName;
            history.Add(new ChatMessageContent(AuthorRole.Tool, [new KernelResult(function, null, result.CallId, text)]));
            pictures.AddRange(images);
        }

        return pictures;
    }

    private static void Show(List<DataContent> pictures, ChatHistory history)
    {
        if (pictures.Count > 0)
        {
            history.Add(new ChatMessageContent(AuthorRole.User, [.. pictures.SelectMany(Named)]));
            pictures.Clear();
        }
    }

    private static KernelContent[] Named(DataContent image) => [new KernelText(image.Name ?? "image"), Picture(image)];

    private static ChatMessageContent Message(ChatMessage message) => new(new AuthorRole(message.Role.Value), [.. message.Contents.Select(Content).OfType<KernelContent>()]);

    /// <summary>Null for what services have no form for, such as a model's thoughts.</summary>
    private static KernelContent? Content(AIContent content) => content switch
    {
        TextContent text => new KernelText(text.Text),
        DataContent image when image.HasTopLevelMediaType("image") => Picture(image),
        DataContent sound when sound.HasTopLevelMediaType("audio") => new AudioContent(sound.Data, sound.MediaType),
        DataContent data => new BinaryContent(data.Data, data.MediaType),
        UriContent link when link.HasTopLevelMediaType("image") => new ImageContent(link.Uri),
        FunctionCallContent call => new KernelCall(call.Name, null, call.CallId, call.Arguments is { } arguments ? new KernelArguments(arguments) : null),
        _ => null,
    };
}
