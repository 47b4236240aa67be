using System.Text.Json.Nodes;
using ReCorD.Experiments.Tasks;
using ReCorD.Plugins.Events;

namespace ReCorD.Experiments.Tests.Support;

/// <summary>A task without agents: its metric is the var <c>value</c>, and it keeps what was run.</summary>
internal sealed class CountingTask : IExperimentTask
{
    public static MetricInfo Value { get; } = new("value", "value", MetricDirection.Higher, IsShown: true);

    private readonly Lock gate = new();

    /// <summary>Titles of what was run, in the order it began.</summary>
    public List<string> Ran { get; } = [];

    /// <summary>Called before an item ends.</summary>
    public Func<TaskItem, CancellationToken, Task> Work { get; set; } = (_, _) => Task.CompletedTask;

    public IReadOnlyList<MetricInfo> Metrics { get; } = [Value, CommonMetrics.Seconds];

    public bool RunsAlone { get; set; }

    public Func<TaskItem, string> Group { get; set; } = _ => "";

    public string GroupOf(TaskItem item) => Group(item);

    public JsonObject Fingerprint(TaskItem item) => [];

    public async Task<TaskOutcome> RunAsync(TaskItem item, IRunObserver observer, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            Ran.Add($"{item.Provider.Label} {item.Test.Vars["prompt"]} {item.Repeat}");
        }

        await Work(item, cancellationToken);
        return new TaskOutcome { Metrics = new Dictionary<string, double> { ["value"] = item.Test.Vars["value"]?.GetValue<double>() ?? 1 }, Output = "out" };
    }
}
