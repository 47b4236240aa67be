using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace ReCorD.Agents.Conversations;

/// <summary>Streaming for clients that answer as a whole: the updates come when the answer is there. The agents have no use for pieces.</summary>
internal static class WholeResponse
{
    public static async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        IChatClient client, IEnumerable<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ChatResponse response = await client.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (ChatResponseUpdate update in response.ToChatResponseUpdates())
        {
            yield return update;
        }
    }
}
