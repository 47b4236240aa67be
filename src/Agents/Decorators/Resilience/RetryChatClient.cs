using Microsoft.Extensions.AI;
using Polly;
using Polly.Retry;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Decorators.Usage;
using ReCorD.Agents.Providers;

namespace ReCorD.Agents.Decorators.Resilience;

/// <summary>
/// Sends a request again that failed for a reason that may pass: 408, 429, 5xx, a connection that was refused or cut, a time-out.
/// Waits as long as the endpoint asks (Retry-After), else twice as long each time.
/// </summary>
public sealed class RetryChatClient : DelegatingChatClient
{
    private readonly RetryOptions options;

    public RetryChatClient(IChatClient innerClient, RetryOptions options)
        : base(innerClient)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Retries);
        this.options = options;
    }

    /// <exception cref="ChatProviderException">The last try failed too, or asking again would not help; the message says how often was asked.</exception>
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        int retries = 0;
        ResiliencePipeline<ChatResponse> pipeline = Pipeline(notice =>
        {
            retries = notice.Attempt;
            this.options.OnRetry?.Invoke(notice);
        });
        try
        {
            ChatResponse response = await pipeline.ExecuteAsync(
                async token => await base.GetResponseAsync(messages, options, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            AnswerFacts.Change(response, facts => facts with { Retries = facts.Retries + retries });
            return response;
        }
        catch (ChatProviderException error) when (retries > 0 || AsksTooMuch(error))
        {
            throw WithTries(error, retries + 1);
        }
    }

    /// <summary>The same; the updates come when the answer is there.</summary>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => WholeResponse.StreamAsync(this, messages, options, cancellationToken);

    private ResiliencePipeline<ChatResponse> Pipeline(Action<RetryNotice> notify)
    {
        ResiliencePipelineBuilder<ChatResponse> builder = new() { TimeProvider = options.Time };
        if (options.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<ChatResponse>
            {
                MaxRetryAttempts = options.Retries,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is ChatProviderException { IsTransient: true } error && !AsksTooMuch(error)),
                DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(Delay(arguments.Outcome.Exception, arguments.AttemptNumber)),
                OnRetry = arguments =>
                {
                    notify(new RetryNotice(arguments.AttemptNumber + 1, arguments.RetryDelay, arguments.Outcome.Exception?.Message ?? ""));
                    return default;
                },
            });
        }

        return builder.Build();
    }

    private TimeSpan Delay(Exception? error, int attempt) =>
        (error is ChatProviderException failure ? RetryDelays.Asked(failure, options.Time) : null) ?? RetryDelays.Own(options, attempt);

    private bool AsksTooMuch(ChatProviderException error) => RetryDelays.Asked(error, options.Time) > options.LongestDelay;

    private ChatProviderException WithTries(ChatProviderException error, int tries)
    {
        string times = tries == 1 ? "" : FormattableString.Invariant($" Asked {tries} times.");
        string wait = AsksTooMuch(error)
            ? FormattableString.Invariant($" The endpoint asks to wait {RetryDelays.Asked(error, options.Time)!.Value.TotalSeconds:0} s, which is more than the {options.LongestDelay.TotalSeconds:0} s that a run waits; try again later.")
            : "";
        ChatProviderException failure = new($"{error.Message}{times}{wait}", error) { Provider = error.Provider, Status = error.Status, RetryAfter = error.RetryAfter, IsTransient = error.IsTransient };
        AnswerFacts.Attach(failure, AnswerFacts.Of(error) with { Retries = tries - 1 });
        return failure;
    }
}
