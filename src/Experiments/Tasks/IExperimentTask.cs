using System.Text.Json.Nodes;
using ReCorD.Plugins.Events;

namespace ReCorD.Experiments.Tasks;

/// <summary>What is done with each test of an experiment.</summary>
public interface IExperimentTask
{
    /// <summary>What it measures. The ones shown by default come first.</summary>
    IReadOnlyList<MetricInfo> Metrics { get; }

    /// <summary>Items go one after another, whatever the experiment says.</summary>
    bool RunsAlone { get; }

    /// <summary>Everything that decides the item's result beyond its own vars: contents of files, settings of the configuration. Also the place where an item that cannot be done is found, before anything runs.</summary>
    /// <exception cref="ExperimentException">The test cannot be done; the message points at it.</exception>
    JsonObject Fingerprint(TaskItem item);

    /// <summary>Items of one group are done one after another: changing from one group to another takes long. Default: all are of one group.</summary>
    string GroupOf(TaskItem item) => "";

    /// <summary>Does it.</summary>
    /// <param name="item">What to do.</param>
    /// <param name="observer">Told what happens within.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    Task<TaskOutcome> RunAsync(TaskItem item, IRunObserver observer, CancellationToken cancellationToken);
}
