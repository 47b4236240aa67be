using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Decorators;
using ReCorD.Agents.Decorators.Usage;

namespace ReCorD.Agents.Providers;

/// <summary>
/// The chat clients of one configuration: each provider's is made when an agent first needs it, shared by the agents that use it,
/// and let go of at the end. Safe to use from several threads.
/// </summary>
public sealed class ChatClients : IAgentClients, IDisposable
{
    private readonly ChatClientRegistry registry;
    private readonly ChatSettings settings;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private readonly Dictionary<string, IChatClient> clients = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="registry">The kinds of client.</param>
    /// <param name="settings">The configuration.</param>
    /// <param name="time">Measures time-outs and the breaks of providers that fail. Default: the system's.</param>
    /// <exception cref="ChatProviderException">The settings name an agent or a provider that does not exist; the message lists those that do.</exception>
    public ChatClients(ChatClientRegistry registry, ChatSettings settings, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(settings);
        this.registry = registry;
        this.settings = settings;
        this.time = time ?? TimeProvider.System;
        foreach ((_, string provider) in settings.OwnProviders())
        {
            registry.EnsureKnown(settings, provider);
        }
    }

    /// <summary>Null: each run keeps its own account (<see cref="ForRun"/>).</summary>
    public UsageLedger? Usage => null;

    /// <summary>No: each run says so itself (<see cref="ChatRunOptions.TraceContent"/>).</summary>
    public bool TracesContent => false;

    public IChatClient For(string agent)
    {
        string provider = settings.ProviderOf(agent);
        lock (gate)
        {
            return clients.TryGetValue(provider, out IChatClient? made) ? made : clients[provider] = Make(provider);
        }
    }

    /// <summary>The clients of one run: these, with what belongs to the run around them.</summary>
    /// <exception cref="ChatProviderException">A limit of the budget is not above 0.</exception>
    public RunClients ForRun(ChatRunOptions options) => new(this, options);

    /// <summary>The settings of an agent's provider.</summary>
    internal ChatProviderSettings SettingsOf(string agent) => ChatClientRegistry.SettingsOf(settings, settings.ProviderOf(agent));

    private IChatClient Make(string provider) =>
        ChatClientStack.AroundProvider(registry.Create(settings with { Provider = provider }), provider, ChatClientRegistry.SettingsOf(settings, provider), time);

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
