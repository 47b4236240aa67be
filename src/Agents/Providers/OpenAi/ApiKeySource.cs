using ReCorD.Agents.Providers.Presets;

namespace ReCorD.Agents.Providers.OpenAi;

/// <summary>Finds the key of a provider: in its settings, in a file, in an environment variable.</summary>
internal sealed class ApiKeySource(string provider, ProviderPreset preset)
{
    /// <summary>A key is a line; a larger file is another one, named by mistake.</summary>
    private const int LargestFile = 16 * 1024;

    /// <param name="settings">The provider's settings.</param>
    /// <param name="isUsualEndpoint">Whether the address is the kind's own: keys are for their owners, and no other endpoint gets one unless the settings name its variable.</param>
    /// <param name="environment">Looks up an environment variable.</param>
    /// <returns>Null: the endpoint needs none and none is set.</returns>
    /// <exception cref="ChatProviderException">There is none where one is needed; the message says where to put it, never what was found.</exception>
    public string? Find(ChatProviderSettings settings, bool isUsualEndpoint, Func<string, string?> environment)
    {
        if (!string.IsNullOrWhiteSpace(settings.ApiKey))
        {
            return Checked(settings.ApiKey, $"Chat:Providers:{provider}:ApiKey");
        }

        if (!string.IsNullOrWhiteSpace(settings.ApiKeyFile))
        {
            return Checked(ReadFile(settings.ApiKeyFile), $"the file '{settings.ApiKeyFile}'");
        }

        string? named = string.IsNullOrWhiteSpace(settings.ApiKeyEnvironment) ? null : settings.ApiKeyEnvironment;
        string? variable = named ?? (isUsualEndpoint ? preset.KeyVariable : null);
        string? key = variable is null ? null : environment(variable);
        return !string.IsNullOrWhiteSpace(key) ? Checked(key, $"the environment variable {variable}")
            : named is null && !(isUsualEndpoint && preset.NeedsKey) ? null
            : throw New($"has no key; put it into the environment variable {variable} or set Chat:Providers:{provider}:ApiKey (or ApiKeyFile).");
    }

    private string ReadFile(string path)
    {
        try
        {
            FileInfo file = new(path);
            return file.Length > LargestFile ? throw New($"has no key in '{path}': expected a file with the key alone, but it has {file.Length} bytes.")
                : File.ReadAllText(path) is var text && !string.IsNullOrWhiteSpace(text) ? text
                : throw New($"has no key in '{path}': the file is empty.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw New($"has a key file that cannot be read: {error.Message} See Chat:Providers:{provider}:ApiKeyFile.");
        }
    }

    /// <summary>A key as it can stand in a header.</summary>
    private string Checked(string text, string place)
    {
        string key = text.Trim();
        return key.All(letter => letter is > ' ' and <= '~') ? key : throw New($"has a key in {place} that no server can take: expected one word of plain letters, found spaces, line breaks or others.");
    }

    private ChatProviderException New(string what) => new($"Chat provider '{provider}' {what}") { Provider = provider };
}
