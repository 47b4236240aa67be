using Microsoft.Extensions.AI;
using ReCorD.Agents.Decorators.Recordings;
using ReCorD.Agents.Providers.Builtin;
using ReCorD.Agents.Providers.OpenAi;

namespace ReCorD.Agents.Providers;

/// <summary>The kinds of chat client by name.</summary>
public sealed class ChatClientRegistry
{
    private readonly SortedDictionary<string, IChatClientFactory> factories = new(StringComparer.OrdinalIgnoreCase);
    private readonly Func<string, string?> environment;

    /// <param name="factories">One for each kind.</param>
    /// <param name="environment">Looks up an environment variable; libraries do not read the environment themselves.</param>
    public ChatClientRegistry(IEnumerable<IChatClientFactory> factories, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(factories);
        ArgumentNullException.ThrowIfNull(environment);
        this.environment = environment;
        foreach (IChatClientFactory factory in factories)
        {
            this.factories.Add(factory.Kind, factory);
        }
    }

    /// <summary>All kinds that come with the program.</summary>
    /// <param name="promptFolder">Folder with affordances.yaml, which the built-in planner works from.</param>
    /// <param name="environment">Looks up an environment variable.</param>
    public static ChatClientRegistry CreateDefault(string promptFolder, Func<string, string?> environment) =>
        new([new BuiltinChatClientFactory(promptFolder), new RecordedChatClientFactory(), .. OpenAiChatClientFactory.ForPresets()], environment);

    /// <summary>The client for the provider that the settings choose.</summary>
    /// <exception cref="ChatProviderException">Unknown provider or kind, or a setting is missing; the message names what is known or where to put it.</exception>
    public IChatClient Create(ChatSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (IChatClientFactory factory, ChatProviderSettings entry) = Find(settings, settings.Provider);
        return factory.Create(settings.Provider, entry, environment);
    }

    /// <summary>Checks that there is a provider of this name, without making its client.</summary>
    /// <exception cref="ChatProviderException">Unknown provider or kind; the message names what is known.</exception>
    public void EnsureKnown(ChatSettings settings, string provider)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Find(settings, provider);
    }

    /// <summary>What the configuration says of a provider; the defaults where it says nothing.</summary>
    internal static ChatProviderSettings SettingsOf(ChatSettings settings, string name) => Entry(settings, name) ?? new ChatProviderSettings();

    private static ChatProviderSettings? Entry(ChatSettings settings, string name) =>
        settings.Providers.FirstOrDefault(pair => string.Equals(pair.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    private (IChatClientFactory Factory, ChatProviderSettings Settings) Find(ChatSettings settings, string name)
    {
        ChatProviderSettings? entry = Entry(settings, name);
        string kind = entry?.Kind ?? name;
        if (factories.TryGetValue(kind, out IChatClientFactory? factory))
        {
            return (factory, entry ?? new ChatProviderSettings());
        }

        string message = entry is null
            ? $"There is no chat provider '{name}'. Known providers: {string.Join(", ", KnownNames(settings))}. Others are added under Chat:Providers in appsettings.json."
            : $"Chat provider '{name}' has the kind '{kind}', which does not exist. Known kinds: {string.Join(", ", factories.Keys)}.";
        throw new ChatProviderException(message) { Provider = name };
    }

    private SortedSet<string> KnownNames(ChatSettings settings) => new(settings.Providers.Keys.Concat(factories.Keys), StringComparer.OrdinalIgnoreCase);
}
