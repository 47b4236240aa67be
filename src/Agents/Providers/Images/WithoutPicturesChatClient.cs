using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;

namespace ReCorD.Agents.Providers.Images;

/// <summary>For models that cannot see: pictures are left out, and the model is told so, since the measured facts still carry poses and boxes.</summary>
internal sealed class WithoutPicturesChatClient(IChatClient innerClient) : DelegatingChatClient(innerClient)
{
    /// <summary>What the model reads in a picture's place.</summary>
    public const string Note = "[A picture stood here; you cannot see pictures. Work from the measured facts and the tools.]";

    public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(PictureMapping.Map(messages, static _ => new TextContent(Note)), options, cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => WholeResponse.StreamAsync(this, messages, options, cancellationToken);
}
