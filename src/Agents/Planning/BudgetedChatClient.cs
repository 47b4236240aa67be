using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Decorators.Usage;
using ReCorD.Plugins.Guards;

namespace ReCorD.Agents.Planning;

/// <summary>
/// Sees to it that a model whose budget is used up has one more word and no second, and that no answer is waited for beyond the time. Where the
/// conversation is over it answers nothing, which ends the tool loop. Drawing is done outside of requests and never cut off.
/// </summary>
/// <param name="owner">Where the model's chat client is from; it stays there.</param>
/// <param name="agent">Whose client.</param>
/// <param name="budget">What is left.</param>
/// <param name="time">The clock of the budget.</param>
internal sealed class BudgetedChatClient(IAgentClients owner, string agent, RunBudget budget, TimeProvider time)
    : DelegatingChatClient(new BorrowedChatClient(owner.For(agent))), IAgentClients
{
    /// <summary>For the last word, as a share of the time for all.</summary>
    private const double LastWord = 0.1;

    private bool warned;

    /// <summary>Nothing more is asked.</summary>
    public bool IsOver { get; private set; }

    public UsageLedger? Usage => owner.Usage;

    public bool TracesContent => owner.TracesContent;

    public IChatClient For(string agent) => this;

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        bool usedUp = budget.UsedUp is not null;
        if (usedUp && warned)
        {
            IsOver = true;
            return new ChatResponse();
        }

        warned = usedUp;
        TimeSpan left = budget.TimeLeft > TimeSpan.Zero ? budget.TimeLeft : TimeSpan.Zero;
        using CancellationTokenSource deadline = new(left + (LastWord * budget.MaximumTime), time);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await base.GetResponseAsync(messages, options, linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            IsOver = true;
            return new ChatResponse();
        }
    }

    /// <summary>The same; the updates come when the answer is whole.</summary>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => WholeResponse.StreamAsync(this, messages, options, cancellationToken);
}
