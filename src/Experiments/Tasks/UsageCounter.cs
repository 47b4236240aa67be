using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;

namespace ReCorD.Experiments.Tasks;

/// <summary>Adds up the tokens of a conversation. The clients within belong to someone else.</summary>
internal sealed class UsageCounter(IAgentClients inner) : IAgentClients
{
    public UsageDetails Usage { get; } = new();

    public IChatClient For(string agent) => new Counted(inner.For(agent), Usage);

    private sealed class Counted(IChatClient inner, UsageDetails usage) : IChatClient
    {
        public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            ChatResponse response = await inner.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
            if (response.Usage is { } spent)
            {
                usage.Add(spent);
            }

            return response;
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            inner.GetStreamingResponseAsync(messages, options, cancellationToken);

        public object? GetService(Type serviceType, object? serviceKey = null) => inner.GetService(serviceType, serviceKey);

        public void Dispose()
        {
        }
    }
}
