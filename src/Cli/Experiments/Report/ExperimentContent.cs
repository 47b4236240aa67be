using ReCorD.Experiments.Results;
using ReCorD.Experiments.Statistics;
using ReCorD.Experiments.Tasks;

namespace ReCorD.Cli.Experiments.Report;

/// <summary>What the page is made from.</summary>
internal sealed class ExperimentContent(ExperimentSummary summary, ResultFolder folder)
{
    public ExperimentSummary Summary => summary;

    /// <summary>Metrics of which some column has values.</summary>
    public IReadOnlyList<MetricInfo> Metrics { get; } = [.. summary.Plan.Metrics.Where(metric => summary.Columns.Any(column => column.Values.ContainsKey(metric.Name)))];

    /// <summary>The metric by which cases are worst: the first that can be better or worse; null where there is none.</summary>
    public MetricInfo? Leading => Metrics.FirstOrDefault(metric => metric.Better != MetricDirection.None);

    /// <summary>A kept picture as a data address; null where it is gone, or was never kept.</summary>
    public string? Picture(string name)
    {
        string? file = folder.PictureOf(name);
        return File.Exists(file) ? $"data:image/png;base64,{Convert.ToBase64String(File.ReadAllBytes(file))}" : null;
    }
}
