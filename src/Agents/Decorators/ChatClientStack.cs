using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Decorators.Budget;
using ReCorD.Agents.Decorators.Caching;
using ReCorD.Agents.Decorators.Concurrency;
using ReCorD.Agents.Decorators.Recordings;
using ReCorD.Agents.Decorators.Resilience;
using ReCorD.Agents.Decorators.Schemas;
using ReCorD.Agents.Decorators.Telemetry;
using ReCorD.Agents.Decorators.Usage;
using ReCorD.Agents.Providers;
using ReCorD.Plugins.Events;

namespace ReCorD.Agents.Decorators;

/// <summary>
/// The one place that says in which order the decorators stand. From the agent to the model:
/// <list type="number">
/// <item>tool loop (<see cref="AgentConversation"/>): a round of it is a request to all that follows;</item>
/// <item>schema: a repair round is a request of its own, which is paid and recorded like any other. Agents answer by tools, which check what they are
/// given; it serves whoever asks a run's client for an answer by <see cref="ChatOptions.ResponseFormat"/>, as plugins and other programs do;</item>
/// <item>usage: enters every request, whoever answers it;</item>
/// <item>recording: writes down what the agent heard, from the cache or the model, and failures for good;</item>
/// <item>cache: what it answers costs nothing, so it comes before</item>
/// <item>budget: counts what is paid;</item>
/// <item>telemetry: a span for each request that leaves, its repeats included;</item>
/// <item>retry: sends again what failed on the way. Up to here one for each agent and run; the rest is the provider's, shared by all:</item>
/// <item>circuit breaker: counts tries, so it stands inside the retries;</item>
/// <item>concurrency: a request that waits before its next try takes no place;</item>
/// <item>time-out: for the model alone, not for the wait for a place.</item>
/// </list>
/// A provider on this machine (<c>builtin</c>, <c>recorded</c>) can neither fail on the way nor be slow: it has no cache and nothing from retry on.
/// </summary>
internal static class ChatClientStack
{
    /// <summary>Seconds; nothing answers sooner.</summary>
    private const double ShortestTimeout = 0.01;

    /// <summary>The provider's part. Owns the client.</summary>
    /// <exception cref="ChatProviderException">A setting is out of its range.</exception>
    public static IChatClient AroundProvider(IChatClient client, string name, ChatProviderSettings settings, TimeProvider time)
    {
        if (!IsElsewhere(client))
        {
            return client;
        }

        client = new TimeoutChatClient(client, new TimeoutOptions { Provider = name, Timeout = TimeSpan.FromSeconds(Math.Max(ShortestTimeout, settings.TimeoutSeconds)), Time = time });
        if (settings.MaximumConcurrency is { } maximum)
        {
            client = maximum > 0
                ? new ConcurrencyChatClient(client, maximum)
                : throw new ChatProviderException(FormattableString.Invariant($"Chat:Providers:{name}:MaximumConcurrency is {maximum} but must be at least 1; leave it out for no limit.")) { Provider = name };
        }

        return new CircuitBreakerChatClient(client, new CircuitBreakerOptions { Provider = name, Time = time });
    }

    /// <summary>The part of an agent in a run. Does not own the provider's client.</summary>
    /// <exception cref="ChatProviderException">The budget limits money, but the provider's prices are not known.</exception>
    public static IChatClient AroundAgent(IChatClient provider, string agent, ChatProviderSettings settings, ChatRunOptions run, ChatBudget budget, UsageLedger usage)
    {
        bool isElsewhere = IsElsewhere(provider);
        string name = provider.GetService<ChatClientMetadata>()?.ProviderName ?? "unknown";
        ReplayChatClient? replay = provider.GetService<ReplayChatClient>();
        IChatClient client = new BorrowedChatClient(replay?.For(agent) ?? provider);
        client = isElsewhere ? WithRetries(client, agent, settings, run) : client;
        client = new TelemetryChatClient(client, agent, run.TraceContent, run.Time);
        if (replay is null)
        {
            client = new BudgetChatClient(client, budget, Prices(name, settings, isElsewhere && budget.LimitsMoney));
        }

        if (isElsewhere && run.Cache is { } cache)
        {
            client = new CachingChatClient(client, cache, Manner(settings));
        }

        if (run.Recording is { } recording)
        {
            client = new RecordingChatClient(client, agent, recording, run.Time);
        }

        return new SchemaChatClient(new UsageChatClient(client, agent, usage, run.Time));
    }

    /// <summary>A client that sends again what failed on the way.</summary>
    public static IChatClient WithRetries(IChatClient client, string agent, ChatProviderSettings settings, ChatRunOptions run)
    {
        string name = client.GetService<ChatClientMetadata>()?.ProviderName ?? "unknown";
        void Tell(RetryNotice notice) => run.Observer.Observe(new ChatRetried(agent, name, notice.Attempt, notice.Delay.TotalSeconds, notice.Reason));
        return new RetryChatClient(client, new RetryOptions { Retries = Math.Max(0, settings.Retries), Time = run.Time, Jitter = run.Jitter, OnRetry = Tell });
    }

    /// <summary>Whether a client's model is reached over a connection.</summary>
    public static bool IsElsewhere(IChatClient client) => client.GetService<IReachabilityProbe>() is not null;

    /// <summary>The settings that change what a model is sent, or how its answer is read.</summary>
    private static string Manner(ChatProviderSettings settings) => FormattableString.Invariant(
        $"{settings.ImageDetail} {settings.ImageMaximumSide} {settings.ImageFormat} {settings.ImageQuality} {settings.Capabilities.Tools} {settings.Capabilities.Vision} {settings.Capabilities.JsonSchema}");

    private static ChatPrices? Prices(string name, ChatProviderSettings settings, bool areNeeded) => settings.Prices is null && areNeeded
        ? throw new ChatProviderException($"Chat:Budget:Money is set, but what the model of chat provider '{name}' costs is not known; set Chat:Providers:{name}:Prices:Input and :Output (per million tokens).") { Provider = name }
        : settings.Prices;
}
