using Microsoft.Extensions.AI;

namespace ReCorD.Agents.Decorators.Budget;

/// <summary>What a provider's model costs; section <c>Chat:Providers:NAME:Prices</c>. In any one currency.</summary>
public sealed record ChatPrices
{
    private const double Million = 1e6;

    /// <summary>Price of a million tokens sent. Default 0.</summary>
    public double Input { get; init; }

    /// <summary>Price of a million tokens received. Default 0.</summary>
    public double Output { get; init; }

    /// <summary>What an answer cost.</summary>
    public double CostOf(UsageDetails usage)
    {
        ArgumentNullException.ThrowIfNull(usage);
        return (((usage.InputTokenCount ?? 0) * Input) + ((usage.OutputTokenCount ?? 0) * Output)) / Million;
    }
}
