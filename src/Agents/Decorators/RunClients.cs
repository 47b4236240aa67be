using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Decorators.Budget;
using ReCorD.Agents.Decorators.Recordings;
using ReCorD.Agents.Decorators.Usage;
using ReCorD.Agents.Providers;
using ReCorD.Plugins.Events;

namespace ReCorD.Agents.Decorators;

/// <summary>
/// The chat models of one run: those of the configuration, with the run's own budget, account, cache and recording around them. Owns
/// none of them. Safe to use from several threads.
/// </summary>
public sealed class RunClients : IAgentClients
{
    private const string PreflightQuestion = "Answer with the one word: ready";

    /// <summary>Enough for the word, and the least that some models take.</summary>
    private const int PreflightTokens = 16;

    private readonly ChatClients clients;
    private readonly ChatRunOptions options;
    private readonly ChatBudget budget;
    private readonly Lock gate = new();
    private readonly Dictionary<string, IChatClient> stacks = [];
    private readonly HashSet<Recording> told = [];

    /// <exception cref="ChatProviderException">A limit of the budget is not above 0.</exception>
    public RunClients(ChatClients clients, ChatRunOptions options)
    {
        ArgumentNullException.ThrowIfNull(clients);
        ArgumentNullException.ThrowIfNull(options);
        this.clients = clients;
        this.options = options;
        budget = new ChatBudget(options.Budget);
    }

    public UsageLedger Usage { get; } = new();

    public bool TracesContent => options.TraceContent;

    public IChatClient For(string agent)
    {
        lock (gate)
        {
            return stacks.TryGetValue(agent, out IChatClient? made) ? made : stacks[agent] = Make(agent);
        }
    }

    /// <summary>
    /// Makes sure, before the slow part, that the models of a run are there, take the key and know the model: each that is elsewhere is asked
    /// one word. Neither the budget nor the account of the run counts it.
    /// </summary>
    /// <param name="agents">Those that the run needs.</param>
    /// <param name="cancellationToken">Ends the wait for an answer.</param>
    /// <exception cref="ChatProviderException">A provider cannot be used.</exception>
    public async Task EnsureReadyAsync(IReadOnlyList<string> agents, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(agents);
        _ = agents.Select(For).ToArray();
        await clients.EnsureReachableAsync(agents, cancellationToken).ConfigureAwait(false);
        if (options.Preflight)
        {
            foreach (string agent in agents.DistinctBy(clients.For).Where(agent => ChatClientStack.IsElsewhere(clients.For(agent))))
            {
                using IChatClient client = ChatClientStack.WithRetries(new BorrowedChatClient(clients.For(agent)), agent, clients.SettingsOf(agent), options);
                if (await HasAnsweredAsync(client, cancellationToken).ConfigureAwait(false))
                {
                    Usage.Confirm();
                }
            }
        }
    }

    /// <returns>Whether there was an answer; else the question was refused.</returns>
    private static async Task<bool> HasAnsweredAsync(IChatClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.GetResponseAsync([new ChatMessage(ChatRole.User, PreflightQuestion)], new ChatOptions { MaxOutputTokens = PreflightTokens }, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (ChatProviderException error) when (error.Status is 400 or 413 or 422)
        {
            // Most likely it dislikes the question (some models refuse short answers), and the agents ask others. But some servers
            // refuse a wrong key like this, so it proves nothing: if the agents' first request fails too, the run ends.
            return false;
        }
    }

    private IChatClient Make(string agent)
    {
        IChatClient provider = clients.For(agent);
        if (provider.GetService<ReplayChatClient>() is { } replay)
        {
            Usage.Confirm();
            if (replay.Recording.Warning is { } warning && told.Add(replay.Recording))
            {
                options.Observer.Observe(new RunWarned(warning));
            }
        }

        return ChatClientStack.AroundAgent(provider, agent, clients.SettingsOf(agent), options, budget, Usage);
    }
}
