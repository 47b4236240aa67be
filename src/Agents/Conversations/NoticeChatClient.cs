using Microsoft.Extensions.AI;

namespace ReCorD.Agents.Conversations;

/// <summary>Tells of the notices that come with answers.</summary>
/// <param name="innerClient">The model.</param>
/// <param name="tell">Told each notice.</param>
internal sealed class NoticeChatClient(IChatClient innerClient, Action<string> tell) : DelegatingChatClient(innerClient)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatResponse response = await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (string notice in ChatNotices.Of(response))
        {
            tell(notice);
        }

        return response;
    }

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => WholeResponse.StreamAsync(this, messages, options, cancellationToken);
}
