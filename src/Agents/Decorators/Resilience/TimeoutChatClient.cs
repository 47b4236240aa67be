using Microsoft.Extensions.AI;
using Polly;
using Polly.Timeout;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Providers;

namespace ReCorD.Agents.Decorators.Resilience;

/// <summary>Ends a try that takes too long; whether there is another is for others to say.</summary>
public sealed class TimeoutChatClient : DelegatingChatClient
{
    private readonly TimeoutOptions options;
    private readonly ResiliencePipeline pipeline;

    public TimeoutChatClient(IChatClient innerClient, TimeoutOptions options)
        : base(innerClient)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        pipeline = new ResiliencePipelineBuilder { TimeProvider = options.Time }.AddTimeout(new TimeoutStrategyOptions { Timeout = options.Timeout }).Build();
    }

    /// <exception cref="ChatProviderException">No answer in time; transient.</exception>
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await pipeline.ExecuteAsync(async token => await base.GetResponseAsync(messages, options, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutRejectedException error)
        {
            string provider = this.options.Provider;
            throw new ChatProviderException(
                FormattableString.Invariant($"Chat provider '{provider}' did not answer in time ({this.options.Timeout.TotalSeconds:0.###} s); raise Chat:Providers:{provider}:TimeoutSeconds or use a faster model."), error)
            {
                Provider = provider,
                IsTransient = true,
            };
        }
    }

    /// <summary>The same; the updates come when the answer is there.</summary>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => WholeResponse.StreamAsync(this, messages, options, cancellationToken);
}
