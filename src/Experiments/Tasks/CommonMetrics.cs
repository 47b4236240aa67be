namespace ReCorD.Experiments.Tasks;

/// <summary>Measures that all tasks have.</summary>
public static class CommonMetrics
{
    public static MetricInfo Seconds { get; } = new("seconds", "seconds", MetricDirection.Lower, Decimals: 2);

    public static MetricInfo InputTokens { get; } = new("input_tokens", "input tokens", MetricDirection.Lower, Decimals: 0);

    public static MetricInfo OutputTokens { get; } = new("output_tokens", "output tokens", MetricDirection.Lower, Decimals: 0);
}
