namespace ReCorD.Agents.Providers.Capabilities;

/// <summary>What is said about a model's capabilities before anybody asked it.</summary>
internal sealed record CapabilityProfile(Support Tools, Support Vision, Support JsonSchema)
{
    public Support Of(Capability capability) => capability switch
    {
        Capability.Tools => Tools,
        Capability.Vision => Vision,
        _ => JsonSchema,
    };

    /// <summary>This profile with what the settings say.</summary>
    /// <exception cref="ChatProviderException">A setting is none of the words.</exception>
    public CapabilityProfile With(string provider, CapabilitySettings settings) => new(
        Read(provider, nameof(settings.Tools), settings.Tools, Tools),
        Read(provider, nameof(settings.Vision), settings.Vision, Vision),
        Read(provider, nameof(settings.JsonSchema), settings.JsonSchema, JsonSchema));

    private static Support Read(string provider, string name, string? text, Support otherwise) => text?.Trim().ToLowerInvariant() switch
    {
        null or "" => otherwise,
        "yes" or "true" => Support.Yes,
        "no" or "false" => Support.No,
        "auto" => Support.Auto,
        _ => throw new ChatProviderException($"Chat provider '{provider}': Capabilities:{name} is '{text}'; choose yes, no or auto.") { Provider = provider },
    };
}
