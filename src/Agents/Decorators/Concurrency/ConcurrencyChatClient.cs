using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;

namespace ReCorD.Agents.Decorators.Concurrency;

/// <summary>
/// Lets no more than so many requests to one provider be under way at once; the others wait their turn. Stands inside the retries, so that a
/// request that waits before it is sent again keeps no other one waiting, and outside the time-out, which is for the model alone.
/// </summary>
public sealed class ConcurrencyChatClient : DelegatingChatClient
{
    private readonly SemaphoreSlim places;

    /// <param name="innerClient">The provider's client.</param>
    /// <param name="maximum">Most requests at once, at least 1.</param>
    public ConcurrencyChatClient(IChatClient innerClient, int maximum)
        : base(innerClient)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximum);
        places = new SemaphoreSlim(maximum, maximum);
    }

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        await places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            places.Release();
        }
    }

    /// <summary>The same; the updates come when the answer is there.</summary>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => WholeResponse.StreamAsync(this, messages, options, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            places.Dispose();
        }

        base.Dispose(disposing);
    }
}
