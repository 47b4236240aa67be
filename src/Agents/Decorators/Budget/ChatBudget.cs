using System.Globalization;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Providers;

namespace ReCorD.Agents.Decorators.Budget;

/// <summary>
/// What one run may spend and has spent. Looked at before each request: the request that crosses a limit of tokens or money is still
/// answered, as nobody knows its price before, and the next is not sent. Safe to use from several threads.
/// </summary>
public sealed class ChatBudget
{
    private readonly Lock gate = new();
    private readonly ChatBudgetSettings limits;
    private int calls;
    private long tokens;
    private double money;

    /// <exception cref="ChatProviderException">A limit is not above 0.</exception>
    public ChatBudget(ChatBudgetSettings limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        Require(limits.Calls is null or > 0, nameof(limits.Calls), limits.Calls);
        Require(limits.Tokens is null or > 0, nameof(limits.Tokens), limits.Tokens);
        Require(limits.Money is null || (limits.Money > 0 && double.IsFinite(limits.Money.Value)), nameof(limits.Money), limits.Money);
        this.limits = limits;
    }

    /// <summary>Whether money is limited, which only known prices can hold to.</summary>
    public bool LimitsMoney => limits.Money is not null;

    /// <summary>Takes one request from the budget.</summary>
    /// <exception cref="ChatBudgetException">Nothing is left.</exception>
    internal void Enter()
    {
        lock (gate)
        {
            Hold(limits.Calls is not { } mostCalls || calls < mostCalls, "Calls", $"{calls} of {limits.Calls} requests");
            Hold(limits.Tokens is not { } mostTokens || tokens < mostTokens, "Tokens", $"{tokens} of {limits.Tokens} tokens");
            Hold(limits.Money is not { } mostMoney || money < mostMoney, "Money", $"{money:0.####} of {limits.Money:0.####}");
            calls++;
        }
    }

    /// <summary>Takes what an answer cost.</summary>
    internal void Spend(UsageDetails usage, double? cost)
    {
        lock (gate)
        {
            tokens += usage.TotalTokenCount ?? ((usage.InputTokenCount ?? 0) + (usage.OutputTokenCount ?? 0));
            money += cost ?? 0;
        }
    }

    private static void Hold(bool holds, string limit, FormattableString spent)
    {
        if (!holds)
        {
            throw new ChatBudgetException($"The chat budget of this run is used up ({spent.ToString(CultureInfo.InvariantCulture)}); raise Chat:Budget:{limit} for more.");
        }
    }

    private static void Require(bool holds, string limit, IFormattable? value)
    {
        if (!holds)
        {
            throw new ChatProviderException($"Chat:Budget:{limit} is {value?.ToString(null, CultureInfo.InvariantCulture)} but must be above 0; leave it out for no limit.");
        }
    }
}
