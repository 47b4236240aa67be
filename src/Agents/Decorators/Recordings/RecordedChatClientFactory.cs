using Microsoft.Extensions.AI;
using ReCorD.Agents.Providers;

namespace ReCorD.Agents.Decorators.Recordings;

/// <summary>A recording in the place of a model; needs no network and no key.</summary>
public sealed class RecordedChatClientFactory : IChatClientFactory
{
    public string Kind => "recorded";

    /// <exception cref="ChatProviderException">No file is named.</exception>
    /// <exception cref="RecordingException">The file cannot be read or is no recording.</exception>
    public IChatClient Create(string name, ChatProviderSettings settings, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return string.IsNullOrWhiteSpace(settings.File)
            ? throw new ChatProviderException($"Chat provider '{name}' answers from a recording, but none is named; use --replay FILE or set Chat:Providers:{name}:File. record generate --record FILE makes one.") { Provider = name }
            : new ReplayChatClient(Recording.Read(settings.File), name);
    }
}
