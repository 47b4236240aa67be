using ReCorD.Agents.Providers.Capabilities;

namespace ReCorD.Agents.Providers.Presets;

/// <summary>An endpoint that speaks OpenAI's chat protocol, with what is known about it.</summary>
internal sealed record ProviderPreset
{
    /// <summary>Kind as written in the configuration, lower case.</summary>
    public required string Name { get; init; }

    /// <summary>Base address; null where the user must give it.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Environment variable with the base address, for users who gave none in the configuration; null: none is usual.</summary>
    public string? EndpointVariable { get; init; }

    /// <summary>Environment variable that usually holds the key; null: such endpoints have none.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>Whether the endpoint answers nobody without a key. Else the variable is read where it is set.</summary>
    public bool NeedsKey { get; init; }

    /// <summary>Model that is asked for where the user names none; null: one must be named.</summary>
    public string? DefaultModel { get; init; }

    /// <summary>Azure's form of the protocol: deployments, a version in the query, and the key in a header of its own.</summary>
    public bool IsAzure { get; init; }

    /// <summary>Whether answers are received piece by piece by default.</summary>
    public bool Stream { get; init; }

    /// <summary>What its models can do.</summary>
    public required CapabilityProfile Capabilities { get; init; }

    /// <summary>Which fields it takes.</summary>
    public EndpointFields Fields { get; init; } = new();
}
