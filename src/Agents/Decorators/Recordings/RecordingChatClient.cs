using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Decorators.Exchanges;
using ReCorD.Agents.Decorators.Usage;
using ReCorD.Agents.Providers;

namespace ReCorD.Agents.Decorators.Recordings;

/// <summary>Writes every exchange of an agent into the recording, whoever answered, and failures too: a replay must fail where the run did.</summary>
/// <param name="innerClient">Gives the answers.</param>
/// <param name="agent">Who asks.</param>
/// <param name="recording">Where they are written.</param>
public sealed class RecordingChatClient(IChatClient innerClient, string agent, RecordingWriter recording) : DelegatingChatClient(innerClient)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> sent = [.. messages];
        CanonicalRequest request = CanonicalRequest.Of(sent, options);
        try
        {
            ChatResponse response = await base.GetResponseAsync(sent, options, cancellationToken).ConfigureAwait(false);
            recording.Write(Exchange(request, AnswerFacts.Of(response)) with { Response = StoredResponse.Of(response) });
            return response;
        }
        catch (ChatProviderException error)
        {
            recording.Write(Exchange(request, AnswerFacts.Of(error)) with { Failure = RecordedFailure.Of(error) });
            throw;
        }
    }

    /// <summary>The same; the updates come when the answer is there.</summary>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => WholeResponse.StreamAsync(this, messages, options, cancellationToken);

    private RecordedExchange Exchange(CanonicalRequest request, AnswerFacts facts)
    {
        ChatClientMetadata? model = this.GetService<ChatClientMetadata>();
        return new RecordedExchange
        {
            Agent = agent,
            Provider = facts.Provider ?? model?.ProviderName,
            Model = facts.Model ?? model?.DefaultModelId,
            Hash = request.Hash,
            Request = StoredPiece.All(request),
            Retries = facts.Retries,
            Cached = facts.Cached,
            Cost = facts.Cost,
        };
    }
}
