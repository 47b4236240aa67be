using ReCorD.Agents.Conversations;
using ReCorD.Agents.Decorators.Budget;
using ReCorD.Agents.Decorators.Caching;
using ReCorD.Agents.Decorators.Telemetry;

namespace ReCorD.Agents.Providers;

/// <summary>Which chat model the agents talk to; section <c>Chat</c> of the configuration.</summary>
public sealed record ChatSettings
{
    /// <summary>Name of the provider to use, a key of <see cref="Providers"/> or <c>builtin</c>. Default <c>builtin</c>.</summary>
    public string Provider { get; init; } = "builtin";

    /// <summary>Providers by name; names ignore case. <c>builtin</c> and <c>openai</c> exist without an entry.</summary>
    public Dictionary<string, ChatProviderSettings> Providers { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Agents that talk to another provider than <see cref="Provider"/>: agent's name to provider's name. Null or empty: the common one.</summary>
    public Dictionary<string, string?> Agents { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The most that the agents of a run may spend. Default: no limits.</summary>
    public ChatBudgetSettings Budget { get; init; } = new();

    /// <summary>Answers that are kept. Default: none.</summary>
    public ChatCacheSettings Cache { get; init; } = new();

    /// <summary>What traces may tell.</summary>
    public ChatTelemetrySettings Telemetry { get; init; } = new();

    /// <summary>
    /// Whether each model that is elsewhere is asked one word before the slow part, so that a wrong key or model ends the run at once and not
    /// after the candidates. Costs a few tokens. Default yes.
    /// </summary>
    public bool Preflight { get; init; } = true;

    /// <summary>The provider of an agent.</summary>
    /// <exception cref="ChatProviderException"><see cref="Agents"/> names an agent that does not exist.</exception>
    public string ProviderOf(string agent) => OwnProviders().FirstOrDefault(own => own.Agent == agent).Provider ?? Provider;

    /// <summary>The agents whose provider is another than <see cref="Provider"/>, in the order of a run.</summary>
    /// <exception cref="ChatProviderException"><see cref="Agents"/> names an agent that does not exist.</exception>
    public IReadOnlyList<(string Agent, string Provider)> OwnProviders()
    {
        Dictionary<string, string> own = [];
        foreach ((string agent, string? provider) in Agents)
        {
            string known = AgentNames.Find(agent) ?? throw new ChatProviderException($"Chat:Agents: {AgentNames.Unknown(agent)}");
            if (!string.IsNullOrWhiteSpace(provider) && !provider.Equals(Provider, StringComparison.OrdinalIgnoreCase))
            {
                own[known] = provider;
            }
        }

        return [.. AgentNames.All.Where(own.ContainsKey).Select(agent => (agent, own[agent]))];
    }
}
