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

/// <summary>How one provider is reached. Its key is used for the connection only: never logged, never recorded.</summary>
public sealed record ChatProviderSettings
{
    /// <summary>Kind of client: <c>builtin</c> or <c>openai</c>. Null: the provider's name.</summary>
    public string? Kind { get; init; }

    /// <summary>Base address, such as <c>http://localhost:11434/v1</c>. Null: the kind's own.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Model name as the endpoint knows it. Null: the kind's default, where it has one.</summary>
    public string? Model { get; init; }

    /// <summary>The key itself. Better kept in the environment: see <see cref="ApiKeyEnvironment"/>.</summary>
    public string? ApiKey { get; init; }

    /// <summary>
    /// Environment variable that holds the key, read where <see cref="ApiKey"/> is empty; it must then hold one. Null:
    /// <c>OPENAI_API_KEY</c> where the endpoint is that of OpenAI, and no key for any other endpoint.
    /// </summary>
    public string? ApiKeyEnvironment { get; init; }

    /// <summary>How closely the model looks at pictures: low, high or auto. Default low, as in the official ReCorD code.</summary>
    public string ImageDetail { get; init; } = "low";

    /// <summary>Seconds to wait for one answer. Default 120.</summary>
    public double TimeoutSeconds { get; init; } = 120;

    /// <summary>Times a failed request (429, 5xx, no connection) is sent again. Default 2.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>Most requests to it at once, from 1. Null: as many as there are.</summary>
    public int? MaximumConcurrency { get; init; }

    /// <summary>What its model costs. Null: not known, and then nothing is said of money.</summary>
    public ChatPrices? Prices { get; init; }

    /// <summary>For the kind <c>recorded</c>: the recording that answers, relative to where the user stands.</summary>
    public string? File { get; init; }

    /// <summary>Shows everything but the secrets, so that a stray log line cannot leak it.</summary>
    public override string ToString() => $"{Kind} {EndpointText.WithoutUserInfo(Endpoint ?? "")} {Model} (key {(string.IsNullOrEmpty(ApiKey) ? "not set" : "set")})";
}
