namespace ReCorD.Agents.Providers;

/// <summary>Which chat model the agents talk to; section <c>Chat</c> of the configuration.</summary>
public sealed record ChatSettings
{
    /// <summary>Name of the provider to use, a key of <see cref="Providers"/> or <c>builtin</c>. Default <c>builtin</c>.</summary>
    public string Provider { get; init; } = "builtin";

    /// <summary>Providers by name; names ignore case. <c>builtin</c> and <c>openai</c> exist without an entry.</summary>
    public Dictionary<string, ChatProviderSettings> Providers { get; init; } = new(StringComparer.OrdinalIgnoreCase);
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

    /// <summary>Shows everything but the secrets, so that a stray log line cannot leak it.</summary>
    public override string ToString() => $"{Kind} {EndpointText.WithoutUserInfo(Endpoint ?? "")} {Model} (key {(string.IsNullOrEmpty(ApiKey) ? "not set" : "set")})";
}
