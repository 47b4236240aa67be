using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Decorators.Recordings;
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

    /// <summary>Why nothing more is asked; null: the conversation may go on.</summary>
    public PlannerEnd? End { get; private set; }

    public UsageLedger? Usage => owner.Usage;

    public bool TracesContent => owner.TracesContent;

    public IChatClient For(string agent) => this;

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        bool usedUp = budget.UsedUp is not null;
        if (usedUp && warned)
        {
            End = PlannerEnd.BudgetUsedUp;
            return new ChatResponse();
        }

        warned = usedUp;
        IReadOnlyList<ChatMessage> sent = [.. messages];
        long start = time.GetTimestamp();
        TimeSpan left = budget.TimeLeft > TimeSpan.Zero ? budget.TimeLeft : TimeSpan.Zero;
        using CancellationTokenSource deadline = new(left + (LastWord * budget.MaximumTime), time);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            ChatResponse response = await base.GetResponseAsync(sent, options, linked.Token).ConfigureAwait(false);
            Charge(AnswerFacts.Of(response));
            return response;
        }
        catch (OperationCanceledException cut) when ((deadline.IsCancellationRequested || cut is RecordedCutException) && !cancellationToken.IsCancellationRequested)
        {
            Charge(AnswerFacts.Of(cut));
            this.GetService<RecordingChatClient>()?.WriteCut(sent, options, AnswerFacts.Of(cut), time.GetElapsedTime(start));
            End = PlannerEnd.Unanswered;
            return new ChatResponse();
        }
    }

    /// <summary>The same; the updates come when the answer is whole.</summary>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => WholeResponse.StreamAsync(this, messages, options, cancellationToken);

    /// <summary>A recording answers at once; the time that the recorded run waited is gone all the same, so that both end alike.</summary>
    private void Charge(AnswerFacts facts) => budget.Charge(TimeSpan.FromSeconds(facts.RecordedSeconds ?? 0));
}
