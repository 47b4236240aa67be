using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReCorD.Agents.Providers;
using ReCorD.Experiments.Results;

namespace ReCorD.Experiments.Tasks;

/// <summary>What decides agents' answers beside what they are asked: the chat models as the configuration resolves them, and files by their contents.</summary>
public static class ChatFingerprint
{
    /// <summary>The models of agents, by the agents' names.</summary>
    /// <param name="chat">The configuration.</param>
    /// <param name="agents">Those that are asked.</param>
    /// <exception cref="ChatProviderException">The configuration names an agent that does not exist.</exception>
    public static JsonObject Of(ChatSettings chat, IEnumerable<string> agents)
    {
        ArgumentNullException.ThrowIfNull(chat);
        ArgumentNullException.ThrowIfNull(agents);
        return new JsonObject(agents.Select(agent => KeyValuePair.Create(agent, JsonSerializer.SerializeToNode(Resolve(chat, agent), ResultJson.Compact))));
    }

    /// <summary>The prompts and other texts of a folder, by their names; empty where there is none.</summary>
    public static JsonObject OfFolder(string folder) => Directory.Exists(folder)
        ? new JsonObject(Directory.EnumerateFiles(folder, "*.yaml").Select(file => KeyValuePair.Create(Path.GetFileName(file), (JsonNode?)OfFile(file))))
        : [];

    /// <summary>SHA-256 of a file in lower-case hexadecimal; null where it is missing.</summary>
    public static string? OfFile(string file) => File.Exists(file) ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))) : null;

    /// <summary>
    /// An agent's provider with its kind, its recording by content, and nothing that leaves answers as they are: neither secrets nor what says how
    /// patiently it is asked.
    /// </summary>
    internal static ChatProviderSettings Resolve(ChatSettings chat, string agent)
    {
        string name = chat.ProviderOf(agent);
        ChatProviderSettings settings = chat.Providers.FirstOrDefault(entry => entry.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? new ChatProviderSettings();
        return settings with
        {
            Kind = (settings.Kind ?? name).ToLowerInvariant(),
            Endpoint = settings.Endpoint is { } endpoint ? EndpointText.WithoutUserInfo(endpoint) : null,
            File = settings.File is { } file ? OfFile(file) : null,
            ApiKey = null,
            ApiKeyFile = null,
            ApiKeyEnvironment = null,
            Stream = null,
            TimeoutSeconds = 0,
            Retries = 0,
            MaximumConcurrency = null,
            Prices = null,
        };
    }
}
