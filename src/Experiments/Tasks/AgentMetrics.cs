using Microsoft.Extensions.AI;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Experiments.Tasks;

/// <summary>Measures of how an agent answered, whatever it was asked.</summary>
internal static class AgentMetrics
{
    public static MetricInfo Attempts { get; } = new("attempts", "answers needed", MetricDirection.Lower, Decimals: 2);

    public static MetricInfo Fallback { get; } = new("fallback", "fallbacks", MetricDirection.Lower, Decimals: 2);

    public static IReadOnlyList<MetricInfo> All { get; } = [Attempts, Fallback, CommonMetrics.Seconds, CommonMetrics.InputTokens, CommonMetrics.OutputTokens];

    /// <summary>Adds them; tokens only where the model counts them.</summary>
    public static void Add<T>(Dictionary<string, double> metrics, Submission<T> submission, UsageDetails usage)
        where T : class
    {
        metrics[Attempts.Name] = submission.Attempts;
        metrics[Fallback.Name] = submission.Fallback is null ? 0 : 1;
        if (usage.InputTokenCount is { } input)
        {
            metrics[CommonMetrics.InputTokens.Name] = input;
        }

        if (usage.OutputTokenCount is { } output)
        {
            metrics[CommonMetrics.OutputTokens.Name] = output;
        }
    }
}
