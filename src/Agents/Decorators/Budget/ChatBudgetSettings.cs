namespace ReCorD.Agents.Decorators.Budget;

/// <summary>The most that the agents of one run may spend; section <c>Chat:Budget</c>. What is null is not limited.</summary>
public sealed record ChatBudgetSettings
{
    /// <summary>
    /// Most requests to chat models. Neither repeats of a request that failed on the way count, nor the small ones that find out what a model can do.
    /// </summary>
    public int? Calls { get; init; }

    /// <summary>Most tokens, sent and received together.</summary>
    public long? Tokens { get; init; }

    /// <summary>Most money, in the currency of the prices.</summary>
    public double? Money { get; init; }
}
