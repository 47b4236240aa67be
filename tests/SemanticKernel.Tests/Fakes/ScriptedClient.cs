using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace ReCorD.SemanticKernel.Tests.Fakes;

/// <summary>A chat client that answers one message after another and remembers the tools it was shown.</summary>
internal sealed class ScriptedClient(params IReadOnlyList<ChatMessage> answers) : IChatClient
{
    private int next;

    public List<IReadOnlyList<string>> Tools { get; } = [];

    public List<IReadOnlyList<ChatMessage>> Asked { get; } = [];

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Asked.Add([.. messages]);
        Tools.Add([.. (options?.Tools ?? []).Select(tool => tool.Name)]);
        return Task.FromResult(new ChatResponse(answers[next++]));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (ChatResponseUpdate update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("scripted") : null;

    public void Dispose()
    {
    }
}
