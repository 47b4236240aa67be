using ReCorD.Agents.Decorators;
using ReCorD.Agents.Decorators.Caching;
using ReCorD.Agents.Decorators.Recordings;
using ReCorD.Agents.Providers;
using ReCorD.Cli.Application;
using ReCorD.Plugins.Events;

namespace ReCorD.Cli.Configuration;

/// <summary>Sets chat models up for runs, the same way for every command.</summary>
/// <param name="paths">Where things are.</param>
/// <param name="environment">The process's.</param>
/// <param name="time">Measures.</param>
/// <param name="jitter">Numbers from [0, 1) by which waits before retries differ. Null: always one half.</param>
internal sealed class ChatRuns(AppPaths paths, EnvironmentVariables environment, TimeProvider time, Func<double>? jitter = null)
{
    /// <summary>The chat models of a configuration. They are the caller's to dispose of.</summary>
    /// <exception cref="ChatProviderException">The settings name an agent or a provider that does not exist.</exception>
    public ChatClients Clients(ChatSettings chat) => new(ChatProviders.Registry(paths, environment), chat, time);

    /// <summary>Looks up a configuration's provider without making its client: nothing is asked, and no key is needed.</summary>
    /// <exception cref="ChatProviderException">There is none of that name or kind; the message lists those that there are.</exception>
    public void EnsureKnown(ChatSettings chat) => ChatProviders.Registry(paths, environment).EnsureKnown(chat, chat.Provider);

    /// <summary>What the configuration puts around the chat models of one run.</summary>
    /// <param name="chat">The configuration.</param>
    /// <param name="observer">Told of retries and cut-off recordings.</param>
    /// <param name="recording">Where exchanges are written; null: nowhere.</param>
    public ChatRunOptions Options(ChatSettings chat, IRunObserver observer, RecordingWriter? recording = null) => new()
    {
        Budget = chat.Budget,
        Cache = string.IsNullOrWhiteSpace(chat.Cache.Folder) ? null : new ResponseCache(paths.Resolve(chat.Cache.Folder)),
        Recording = recording,
        TraceContent = chat.Telemetry.Content,
        Preflight = chat.Preflight,
        Observer = observer,
        Time = time,
        Jitter = jitter ?? (static () => 0.5),
    };
}
