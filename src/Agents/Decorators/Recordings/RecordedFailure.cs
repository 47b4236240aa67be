using ReCorD.Agents.Decorators.Budget;
using ReCorD.Agents.Providers;

namespace ReCorD.Agents.Decorators.Recordings;

/// <summary>A request that was not answered, so that a replayed run falls back where the recorded one did.</summary>
/// <param name="Message">What the user was told.</param>
/// <param name="Status">HTTP status, where there was one.</param>
/// <param name="IsBudget">The run's budget was spent.</param>
/// <param name="IsCut">Nobody refused it: the agent waited no longer.</param>
internal sealed record RecordedFailure(string Message, int? Status, bool IsBudget, bool IsCut = false)
{
    public static RecordedFailure Of(ChatProviderException error) => new(error.Message, error.Status, error is ChatBudgetException);

    public static RecordedFailure Cut { get; } = new("There was no answer within the time that the agent had.", null, IsBudget: false, IsCut: true);

    public Exception ToException(string? provider) => this switch
    {
        { IsCut: true } => new RecordedCutException(Message),
        { IsBudget: true } => new ChatBudgetException(Message) { Provider = provider },
        _ => new ChatProviderException(Message) { Provider = provider, Status = Status, IsTransient = false },
    };
}
