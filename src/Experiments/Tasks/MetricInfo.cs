namespace ReCorD.Experiments.Tasks;

/// <summary>A measure of results.</summary>
/// <param name="Name">In files and assertions, snake case.</param>
/// <param name="Title">For people.</param>
/// <param name="Better">Which way is better.</param>
/// <param name="IsShown">Shown where the experiment names no metrics.</param>
/// <param name="Decimals">Decimals to show.</param>
public sealed record MetricInfo(string Name, string Title, MetricDirection Better, bool IsShown = false, int Decimals = 3);

/// <summary>Which way a metric is better.</summary>
public enum MetricDirection
{
    /// <summary>Neither: a cost or a count without a judgement.</summary>
    None,

    /// <summary>Greater is better.</summary>
    Higher,

    /// <summary>Smaller is better.</summary>
    Lower,
}
