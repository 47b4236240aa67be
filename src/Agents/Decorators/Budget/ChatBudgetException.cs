using ReCorD.Agents.Providers;

namespace ReCorD.Agents.Decorators.Budget;

/// <summary>The run has spent what its agents may spend. What was decided so far stands, and the rest follows the fallbacks.</summary>
public sealed class ChatBudgetException : ChatProviderException
{
    public ChatBudgetException()
    {
    }

    public ChatBudgetException(string message)
        : base(message)
    {
    }

    public ChatBudgetException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
