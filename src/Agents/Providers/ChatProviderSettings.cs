using ReCorD.Agents.Decorators.Budget;

namespace ReCorD.Agents.Providers;

/// <summary>How one provider is reached, and how it is spoken to. Its key is used for the connection only: never logged, never recorded.</summary>
public sealed record ChatProviderSettings
{
    /// <summary>Kind of client, such as <c>builtin</c>, <c>openai</c> or <c>ollama</c> (docs/providers.md). Null: the provider's name.</summary>
    public string? Kind { get; init; }

    /// <summary>Base address, such as <c>http://localhost:11434/v1</c>. Null: the kind's own.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Model name as the endpoint knows it. Null: the kind's default, where it has one.</summary>
    public string? Model { get; init; }

    /// <summary>Name of the deployment, for <c>azure-openai</c>. Null: <see cref="Model"/>.</summary>
    public string? Deployment { get; init; }

    /// <summary>Version of the interface, for <c>azure-openai</c>: a date such as <c>2024-10-21</c>, or <c>v1</c>. Null: the kind's default.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>The key itself. Better kept in the environment, in user secrets or in a file: see <see cref="ApiKeyEnvironment"/> and <see cref="ApiKeyFile"/>.</summary>
    public string? ApiKey { get; init; }

    /// <summary>File that holds the key and nothing else; read where <see cref="ApiKey"/> is empty.</summary>
    public string? ApiKeyFile { get; init; }

    /// <summary>
    /// Environment variable that holds the key, read where <see cref="ApiKey"/> and <see cref="ApiKeyFile"/> are empty; it must then
    /// hold one. Null: the kind's own variable at the kind's own endpoint, and no key for any other endpoint.
    /// </summary>
    public string? ApiKeyEnvironment { get; init; }

    /// <summary>Whether answers are received piece by piece. Null: as the kind does.</summary>
    public bool? Stream { get; init; }

    /// <summary>How closely the model looks at pictures: low, high or auto. Default low, as in the official ReCorD code.</summary>
    public string ImageDetail { get; init; } = "low";

    /// <summary>Longest side of a picture in pixels, 16 or more; larger ones are reduced. Null: as they come, at most 768.</summary>
    public int? ImageMaximumSide { get; init; }

    /// <summary><c>png</c>, <c>jpeg</c>, <c>webp</c>, or <c>auto</c>: as they come, PNG for small pictures and JPEG for large ones. Default auto.</summary>
    public string ImageFormat { get; init; } = "auto";

    /// <summary>Quality of pictures that are encoded anew as JPEG or WebP, 1 to 100. Default 90.</summary>
    public int ImageQuality { get; init; } = 90;

    /// <summary>What the model can do.</summary>
    public CapabilitySettings Capabilities { get; init; } = new();

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
