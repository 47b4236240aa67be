using ReCorD.Agents.Providers.Presets;

namespace ReCorD.Agents.Providers.OpenAi;

/// <summary>Where an endpoint is.</summary>
/// <param name="Base">Base address as given, for messages and probes.</param>
/// <param name="Chat">The address that <c>/chat/completions</c> is added to.</param>
/// <param name="Version">Value of <c>api-version</c> in the query; null: none.</param>
/// <param name="IsUsual">Whether the preset's own key belongs there: its own endpoint, or one that the user's environment names beside the key.</param>
internal sealed record EndpointAddress(Uri Base, Uri Chat, string? Version, bool IsUsual)
{
    /// <summary>Azure's version where the user names none: the one that is generally available.</summary>
    private const string AzureVersion = "2024-10-21";

    /// <summary>Azure's form without deployments in the address, which takes no version in the query.</summary>
    private const string AzureUnversioned = "v1";

    /// <exception cref="ChatProviderException">There is none, or it is no address.</exception>
    public static EndpointAddress Find(string name, ProviderPreset preset, ChatProviderSettings settings, Func<string, string?> environment)
    {
        string? given = string.IsNullOrWhiteSpace(settings.Endpoint) ? null : settings.Endpoint;
        string? named = given is null && preset.EndpointVariable is { } variable && environment(variable) is { } found && !string.IsNullOrWhiteSpace(found) ? found : null;
        string text = given ?? named ?? preset.Endpoint ?? throw new ChatProviderException(
            $"Chat provider '{name}' has no address; set Chat:Providers:{name}:Endpoint{(preset.EndpointVariable is { } hint ? $" or the environment variable {hint}" : ", such as http://localhost:8000/v1")}.") { Provider = name };
        Uri address = Uri.TryCreate(text.Trim(), UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new ChatProviderException($"Chat provider '{name}': the endpoint '{EndpointText.WithoutUserInfo(text)}' is no http or https address.") { Provider = name };
        bool isUsual = given is null || preset.IsAzure || (preset.Endpoint is { } own && IsSameHost(new Uri(own), address));
        if (!preset.IsAzure)
        {
            return new EndpointAddress(address, address, null, isUsual);
        }

        string version = string.IsNullOrWhiteSpace(settings.ApiVersion) ? AzureVersion : settings.ApiVersion.Trim();
        string root = address.GetLeftPart(UriPartial.Path).TrimEnd('/');
        string? deployment = string.IsNullOrWhiteSpace(settings.Deployment) ? settings.Model : settings.Deployment;
        return version == AzureUnversioned
            ? new EndpointAddress(address, new Uri($"{root}/openai/v1"), null, isUsual)
            : new EndpointAddress(address, new Uri($"{root}/openai/deployments/{Uri.EscapeDataString(deployment ?? "")}"), version, isUsual);
    }

    /// <summary>Whether both are one host, and the other is no less safe to send a key to; this machine has several names.</summary>
    private static bool IsSameHost(Uri own, Uri other) => (own.IsLoopback && other.IsLoopback)
        || (own.Host.Equals(other.Host, StringComparison.OrdinalIgnoreCase) && (other.Scheme == Uri.UriSchemeHttps || own.Scheme == other.Scheme));
}
