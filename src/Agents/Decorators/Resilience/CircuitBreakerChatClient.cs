using Microsoft.Extensions.AI;
using Polly;
using Polly.CircuitBreaker;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Providers;

namespace ReCorD.Agents.Decorators.Resilience;

/// <summary>
/// Stops sending to a provider that does nothing but fail, so that a run does not spend its retries and time-outs on each question
/// anew. One for each provider, shared by all its agents. Only failures that may pass count, and neither a refused key nor a quota (429)
/// says that the server is ill.
/// </summary>
public sealed class CircuitBreakerChatClient : DelegatingChatClient
{
    private readonly CircuitBreakerOptions options;
    private readonly ResiliencePipeline<ChatResponse> pipeline;
    private volatile string lastFailure = "";
    private int failuresInARow;

    public CircuitBreakerChatClient(IChatClient innerClient, CircuitBreakerOptions options)
        : base(innerClient)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        pipeline = new ResiliencePipelineBuilder<ChatResponse> { TimeProvider = options.Time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<ChatResponse>
            {
                // Polly breaks by ratio. Failures in a row are counted here, and the one that is too many is the first that it is told of.
                FailureRatio = 1e-6,
                MinimumThroughput = 2,
                SamplingDuration = TimeSpan.FromDays(1),
                BreakDuration = options.Break,
                ShouldHandle = arguments => ValueTask.FromResult(IsOneTooMany(arguments.Outcome.Exception)),
            })
            .Build();
    }

    /// <exception cref="ChatProviderException">The provider failed, or is left alone since it failed too often.</exception>
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await pipeline.ExecuteAsync(async token => await base.GetResponseAsync(messages, options, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (BrokenCircuitException error)
        {
            throw new ChatProviderException(
                FormattableString.Invariant($"Chat provider '{this.options.Provider}' failed too often and is not asked for {this.options.Break.TotalSeconds:0} s. Last failure: {lastFailure}"), error)
            {
                Provider = this.options.Provider,
                IsTransient = false,
            };
        }
    }

    /// <summary>The same; the updates come when the answer is there.</summary>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => WholeResponse.StreamAsync(this, messages, options, cancellationToken);

    private bool IsOneTooMany(Exception? error)
    {
        if (error is not ChatProviderException { IsTransient: true, Status: not 429 })
        {
            // A cancelled request says nothing either way; anything else is a sign of life.
            if (error is not OperationCanceledException)
            {
                Interlocked.Exchange(ref failuresInARow, 0);
            }

            return false;
        }

        lastFailure = error.Message;
        return Interlocked.Increment(ref failuresInARow) >= options.Failures;
    }
}
