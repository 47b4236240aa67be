using ReCorD.Agents.Runs;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Experiments.Tasks;

/// <summary>Measures of how an agent answered, whatever it was asked.</summary>
internal static class AgentMetrics
{
    public static MetricInfo Attempts { get; } = new("attempts", "answers needed", MetricDirection.Lower, Decimals: 2);

    public static MetricInfo Fallback { get; } = new("fallback", "fallbacks", MetricDirection.Lower, Decimals: 2);

    public static IReadOnlyList<MetricInfo> All { get; } = [Attempts, Fallback, .. CommonMetrics.All];

    /// <summary>Adds them.</summary>
    public static void Add<T>(Dictionary<string, double> metrics, Submission<T> submission, IReadOnlyList<AgentUsage> usage)
        where T : class
    {
        metrics[Attempts.Name] = submission.Attempts;
        metrics[Fallback.Name] = submission.Fallback is null ? 0 : 1;
        CommonMetrics.Add(metrics, usage);
    }
}
