using Microsoft.Extensions.AI;

namespace ReCorD.Agents.Conversations;

/// <summary>Passes everything on but disposal: the client belongs to someone else.</summary>
internal sealed class BorrowedChatClient(IChatClient owner) : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        owner.GetResponseAsync(messages, options, cancellationToken);

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        owner.GetStreamingResponseAsync(messages, options, cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => owner.GetService(serviceType, serviceKey);

    public void Dispose()
    {
    }
}
