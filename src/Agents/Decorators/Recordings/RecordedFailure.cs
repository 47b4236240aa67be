using ReCorD.Agents.Decorators.Budget;
using ReCorD.Agents.Providers;

namespace ReCorD.Agents.Decorators.Recordings;

/// <summary>A request that was not answered, so that a replayed run falls back where the recorded one did.</summary>
/// <param name="Message">What the user was told.</param>
/// <param name="Status">HTTP status, where there was one.</param>
/// <param name="IsBudget">The run's budget was spent.</param>
internal sealed record RecordedFailure(string Message, int? Status, bool IsBudget)
{
    public static RecordedFailure Of(ChatProviderException error) => new(error.Message, error.Status, error is ChatBudgetException);

    public ChatProviderException ToException(string? provider) => IsBudget
        ? new ChatBudgetException(Message) { Provider = provider }
        : new ChatProviderException(Message) { Provider = provider, Status = Status, IsTransient = false };
}
