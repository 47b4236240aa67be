using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;

namespace ReCorD.Agents.Providers;

/// <summary>
/// The chat clients of one configuration: each provider's is made when an agent first needs it, shared by the agents that use it,
/// and let go of at the end. Safe to use from several threads.
/// </summary>
public sealed class ChatClients : IAgentClients, IDisposable
{
    private readonly ChatClientRegistry registry;
    private readonly ChatSettings settings;
    private readonly Lock gate = new();
    private readonly Dictionary<string, IChatClient> clients = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="ChatProviderException">The settings name an agent or a provider that does not exist; the message lists those that do.</exception>
    public ChatClients(ChatClientRegistry registry, ChatSettings settings)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(settings);
        this.registry = registry;
        this.settings = settings;
        foreach ((_, string provider) in settings.OwnProviders())
        {
            registry.EnsureKnown(settings, provider);
        }
    }

    public IChatClient For(string agent)
    {
        string provider = settings.ProviderOf(agent);
        lock (gate)
        {
            return clients.TryGetValue(provider, out IChatClient? made) ? made : clients[provider] = registry.Create(settings with { Provider = provider });
        }
    }

    /// <summary>Checks the settings of the agents' providers and, where a model is elsewhere, that somebody answers there.</summary>
    /// <param name="agents">Those that a run needs.</param>
    /// <param name="cancellationToken">Ends the wait for an answer.</param>
    /// <exception cref="ChatProviderException">A provider cannot be used.</exception>
    public async Task EnsureReachableAsync(IEnumerable<string> agents, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(agents);
        foreach (IChatClient client in agents.Select(For).Distinct())
        {
            if (client.GetService<IReachabilityProbe>() is { } probe)
            {
                await probe.EnsureReachableAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            foreach (IChatClient client in clients.Values)
            {
                client.Dispose();
            }

            clients.Clear();
        }
    }
}
