using Microsoft.Extensions.AI;

namespace ReCorD.Agents.Providers;

/// <summary>Makes chat clients of one kind. A new provider is one implementation and one line in <see cref="ChatClientRegistry"/>.</summary>
public interface IChatClientFactory
{
    /// <summary>Kind as written in the configuration, lower case.</summary>
    string Kind { get; }

    /// <param name="name">The provider's name in the configuration, for messages.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="environment">Looks up an environment variable.</param>
    /// <exception cref="ChatProviderException">A setting is missing or wrong.</exception>
    IChatClient Create(string name, ChatProviderSettings settings, Func<string, string?> environment);
}
