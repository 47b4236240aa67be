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
/// <param name="time">Measures the wait.</param>
public sealed class RecordingChatClient(IChatClient innerClient, string agent, RecordingWriter recording, TimeProvider time) : DelegatingChatClient(innerClient)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> sent = [.. messages];
        CanonicalRequest request = CanonicalRequest.Of(sent, options);
        long start = time.GetTimestamp();
        try
        {
            ChatResponse response = await base.GetResponseAsync(sent, options, cancellationToken).ConfigureAwait(false);
            recording.Write(Exchange(request, AnswerFacts.Of(response), time.GetElapsedTime(start)) with { Response = StoredResponse.Of(response) });
            return response;
        }
        catch (ChatProviderException error)
        {
            recording.Write(Exchange(request, AnswerFacts.Of(error), time.GetElapsedTime(start)) with { Failure = RecordedFailure.Of(error) });
            throw;
        }
    }

    /// <summary>The same; the updates come when the answer is there.</summary>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => WholeResponse.StreamAsync(this, messages, options, cancellationToken);

    /// <summary>
    /// Writes down a request for whose answer its agent waited no longer. Here a cancelled request looks like that of a run which is stopped, so whoever cut
    /// it off says so.
    /// </summary>
    /// <param name="messages">What was asked.</param>
    /// <param name="options">And how.</param>
    /// <param name="facts">What is known of it beside that.</param>
    /// <param name="waited">Until it was cut off.</param>
    internal void WriteCut(IEnumerable<ChatMessage> messages, ChatOptions? options, AnswerFacts facts, TimeSpan waited) =>
        recording.Write(Exchange(CanonicalRequest.Of(messages, options), facts, waited) with { Failure = RecordedFailure.Cut });

    private RecordedExchange Exchange(CanonicalRequest request, AnswerFacts facts, TimeSpan waited)
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
            Seconds = Math.Round(facts.RecordedSeconds ?? waited.TotalSeconds, 3),
        };
    }
}
