using Microsoft.Extensions.AI;

namespace ReCorD.Agents.Providers.Images;

/// <summary>Puts other contents in the place of pictures, wherever messages carry them: beside texts and inside tools' results.</summary>
internal static class PictureMapping
{
    /// <summary>Whether any message shows a picture.</summary>
    public static bool HasPictures(IEnumerable<ChatMessage> messages) => messages.Any(message => message.Contents.Any(HasPicture));

    public static bool IsPicture(AIContent content) =>
        content is DataContent data ? data.HasTopLevelMediaType("image") : content is UriContent link && link.HasTopLevelMediaType("image");

    /// <summary>The messages with each picture replaced; messages without one stay the same objects.</summary>
    public static IEnumerable<ChatMessage> Map(IEnumerable<ChatMessage> messages, Func<AIContent, AIContent> replace) => messages.Select(message =>
        message.Contents.Any(HasPicture)
            ? new ChatMessage(message.Role, [.. message.Contents.Select(content => Map(content, replace))]) { AuthorName = message.AuthorName, MessageId = message.MessageId }
            : message);

    private static bool HasPicture(AIContent content) => IsPicture(content)
        || content is FunctionResultContent { Result: AIContent or IEnumerable<AIContent> } result && Parts(result).Any(IsPicture);

    private static AIContent Map(AIContent content, Func<AIContent, AIContent> replace) =>
        IsPicture(content) ? replace(content)
        : content is FunctionResultContent result && HasPicture(content) ? new FunctionResultContent(result.CallId, Parts(result).Select(part => Map(part, replace)).ToArray())
        : content;

    private static IEnumerable<AIContent> Parts(FunctionResultContent result) => result.Result is AIContent single ? [single] : (IEnumerable<AIContent>)result.Result!;
}
