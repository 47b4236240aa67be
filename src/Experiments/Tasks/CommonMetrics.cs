using ReCorD.Agents.Runs;

namespace ReCorD.Experiments.Tasks;

/// <summary>Measures that all tasks have.</summary>
public static class CommonMetrics
{
    public static MetricInfo Seconds { get; } = new("seconds", "seconds", MetricDirection.Lower, Decimals: 2);

    public static MetricInfo InputTokens { get; } = new("input_tokens", "input tokens", MetricDirection.Lower, Decimals: 0);

    public static MetricInfo OutputTokens { get; } = new("output_tokens", "output tokens", MetricDirection.Lower, Decimals: 0);

    public static MetricInfo Calls { get; } = new("calls", "requests to models", MetricDirection.Lower, Decimals: 1);

    public static MetricInfo Cost { get; } = new("cost", "cost", MetricDirection.Lower, Decimals: 4);

    public static IReadOnlyList<MetricInfo> All { get; } = [Seconds, Calls, InputTokens, OutputTokens, Cost];

    /// <summary>Adds what agents asked and paid; tokens and money only where they are counted.</summary>
    public static void Add(IDictionary<string, double> metrics, IReadOnlyList<AgentUsage> usage)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        ArgumentNullException.ThrowIfNull(usage);
        metrics[Calls.Name] = usage.Sum(agent => agent.Calls);
        if (usage.Sum(agent => agent.InputTokens) is > 0 and long input)
        {
            metrics[InputTokens.Name] = input;
            metrics[OutputTokens.Name] = usage.Sum(agent => agent.OutputTokens);
        }

        if (usage.Any(agent => agent.Cost is not null))
        {
            metrics[Cost.Name] = usage.Sum(agent => agent.Cost ?? 0);
        }
    }
}
