using System.Globalization;
using ReCorD.Cli.Application;
using ReCorD.Experiments.Matrix;
using ReCorD.Experiments.Results;
using ReCorD.Experiments.Tasks;

namespace ReCorD.Cli.Experiments.Progress;

/// <summary>Sentences that the displays share.</summary>
internal static class ExperimentPhrases
{
    public static IEnumerable<string> Announce(ExperimentPlan plan, ResultFolder folder, ResultLog log)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"{Printable.Of(plan.Description)} | {plan.Task}, {plan.Items.Count} items | results in {folder.Path}");
        if (log.Damaged > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"warning: {log.Damaged} lines of earlier results cannot be read; their items are done again.");
        }
    }

    /// <summary>An item's end: <c>builtin: a boy is kicking a ball: IoU with the truth 0.71</c>.</summary>
    public static string Item(ExperimentPlan plan, PlanItem item, ItemResult result)
    {
        string name = Printable.Of($"{plan.Columns[item.Column]}: {item.Title}");
        if (result.Error is { } error)
        {
            return $"{name}: failed: {Printable.Of(error)}";
        }

        MetricInfo? metric = plan.Metrics.FirstOrDefault(metric => result.Metrics.ContainsKey(metric.Name));
        return metric is null ? name : $"{name}: {metric.Title} {SummaryPrinter.Number(result.Metrics[metric.Name], metric)}";
    }
}
