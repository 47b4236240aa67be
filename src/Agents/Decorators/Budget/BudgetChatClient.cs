using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Decorators.Usage;

namespace ReCorD.Agents.Decorators.Budget;

/// <summary>Works out what each answer cost, and asks no more once the run has spent its budget.</summary>
/// <param name="innerClient">Gives the answers, for money.</param>
/// <param name="budget">The run's; shared by its agents.</param>
/// <param name="prices">The provider's; null: not known.</param>
public sealed class BudgetChatClient(IChatClient innerClient, ChatBudget budget, ChatPrices? prices) : DelegatingChatClient(innerClient)
{
    /// <exception cref="ChatBudgetException">The budget is spent; nothing was sent.</exception>
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> sent = [.. messages];
        budget.Enter();
        ChatResponse response = await base.GetResponseAsync(sent, options, cancellationToken).ConfigureAwait(false);
        UsageDetails usage = response.Usage ?? TokenEstimate.Of(sent, response);
        double? cost = prices?.CostOf(usage);
        budget.Spend(usage, cost);
        AnswerFacts.Change(response, facts => facts with { Cost = cost });
        return response;
    }

    /// <summary>The same; the updates come when the answer is there.</summary>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => WholeResponse.StreamAsync(this, messages, options, cancellationToken);
}
