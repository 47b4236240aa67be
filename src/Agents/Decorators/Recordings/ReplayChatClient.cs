using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Decorators.Exchanges;
using ReCorD.Agents.Decorators.Usage;
using ReCorD.Agents.Providers;

namespace ReCorD.Agents.Decorators.Recordings;

/// <summary>Answers from a recording. Opens no connection and knows of none.</summary>
/// <param name="recording">The answers.</param>
/// <param name="name">The provider's name in the configuration.</param>
/// <param name="agent">Who asks, for messages; null: not known.</param>
public sealed class ReplayChatClient(Recording recording, string name, string? agent = null) : IChatClient
{
    private readonly ChatClientMetadata metadata = new(name);

    /// <summary>The recording that is replayed.</summary>
    public Recording Recording => recording;

    /// <summary>The same for one agent, so that messages can name it.</summary>
    public ReplayChatClient For(string asking) => new(recording, name, asking);

    /// <exception cref="RecordingException">The request was not recorded.</exception>
    /// <exception cref="ChatProviderException">The recorded request failed.</exception>
    /// <exception cref="RecordedCutException">The recorded run did not wait for the answer.</exception>
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        cancellationToken.ThrowIfCancellationRequested();
        RecordedExchange exchange = recording.Take(agent, CanonicalRequest.Of(messages, options));
        AnswerFacts facts = new() { Provider = exchange.Provider, Model = exchange.Model, Retries = exchange.Retries, Cached = exchange.Cached, Cost = exchange.Cost, RecordedSeconds = exchange.Seconds };
        if (exchange.Response is null)
        {
            Exception failure = exchange.Failure?.ToException(exchange.Provider) ?? new ChatProviderException("The recorded request failed.") { Provider = exchange.Provider };
            AnswerFacts.Attach(failure, facts);
            throw failure;
        }

        ChatResponse response = exchange.Response.ToResponse();
        AnswerFacts.Change(response, _ => facts);
        return Task.FromResult(response);
    }

    /// <summary>The same; the updates come when the answer is there.</summary>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => WholeResponse.StreamAsync(this, messages, options, cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => OfferedServices.Find(serviceType, serviceKey, this, metadata);

    public void Dispose()
    {
        // Holds nothing open.
    }
}
