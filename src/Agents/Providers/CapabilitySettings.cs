namespace ReCorD.Agents.Providers;

/// <summary>What a provider's model can do, each <c>yes</c>, <c>no</c>, or <c>auto</c>: found out by a small request when it is first needed. Null: as the kind says.</summary>
public sealed record CapabilitySettings
{
    /// <summary>Calls tools. Without it the tools are told in words and called by JSON in the text of answers.</summary>
    public string? Tools { get; init; }

    /// <summary>Sees pictures. Without it they are left out, and the model works from the measured facts.</summary>
    public string? Vision { get; init; }

    /// <summary>Answers by a JSON schema on demand.</summary>
    public string? JsonSchema { get; init; }
}
