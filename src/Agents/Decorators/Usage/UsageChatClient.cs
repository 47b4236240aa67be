using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Decorators.Budget;
using ReCorD.Agents.Providers;

namespace ReCorD.Agents.Decorators.Usage;

/// <summary>
/// Enters every request of an agent in the ledger of the run, whether it was answered by the model, by the cache, from a recording or not at all. What the
/// budget refuses was never asked.
/// </summary>
/// <param name="innerClient">Gives the answers.</param>
/// <param name="agent">Who asks.</param>
/// <param name="ledger">Where it is entered.</param>
/// <param name="time">Measures the wait.</param>
public sealed class UsageChatClient(IChatClient innerClient, string agent, UsageLedger ledger, TimeProvider time) : DelegatingChatClient(innerClient)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        long start = time.GetTimestamp();
        try
        {
            ChatResponse response = await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
            ledger.Add(agent, Complete(AnswerFacts.Of(response)), response.Usage, time.GetElapsedTime(start));
            return response;
        }
        catch (ChatProviderException error) when (error is not ChatBudgetException)
        {
            ledger.AddFailure(agent, Complete(AnswerFacts.Of(error)), time.GetElapsedTime(start));
            throw;
        }
    }

    /// <summary>The same; the updates come when the answer is there.</summary>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => WholeResponse.StreamAsync(this, messages, options, cancellationToken);

    private AnswerFacts Complete(AnswerFacts facts)
    {
        ChatClientMetadata? metadata = this.GetService<ChatClientMetadata>();
        return facts with { Provider = facts.Provider ?? metadata?.ProviderName ?? "unknown", Model = facts.Model ?? metadata?.DefaultModelId };
    }
}
