using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Decorators.Exchanges;
using ReCorD.Agents.Decorators.Usage;

namespace ReCorD.Agents.Decorators.Caching;

/// <summary>Gives an answer that was given before to the same request by the same model, without asking it again.</summary>
/// <param name="innerClient">Asked where the cache has nothing.</param>
/// <param name="cache">Where answers are kept.</param>
/// <param name="manner">The provider's settings that change what it is sent, in any form. Default: none.</param>
public sealed class CachingChatClient(IChatClient innerClient, ResponseCache cache, string manner = "") : DelegatingChatClient(innerClient)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> sent = [.. messages];
        cancellationToken.ThrowIfCancellationRequested();
        CanonicalRequest request = CanonicalRequest.Of(sent, options);
        ChatClientMetadata? model = this.GetService<ChatClientMetadata>();
        string key = ResponseCache.KeyOf(request, model, manner);
        if (cache.Read(key) is { } kept)
        {
            AnswerFacts.Change(kept, facts => facts with { Cached = true });
            return kept;
        }

        cache.EnsureWritable();
        ChatResponse response = await base.GetResponseAsync(sent, options, cancellationToken).ConfigureAwait(false);
        if (cache.TryWrite(key, new CachedExchange(model?.ProviderName, model?.DefaultModelId, StoredPiece.All(request), StoredResponse.Of(response))) is { } problem)
        {
            ChatNotices.Add(response, [problem]);
        }

        return response;
    }

    /// <summary>The same; the updates come when the answer is there.</summary>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => WholeResponse.StreamAsync(this, messages, options, cancellationToken);
}
