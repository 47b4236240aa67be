using ReCorD.Agents.Runs;
using ReCorD.Cli.Configuration;
using ReCorD.Plugins.Events;

namespace ReCorD.Cli.Generate;

/// <summary>Carries out a plan: loads the model, runs the method and the agents.</summary>
internal interface IRunner
{
    /// <exception cref="RunStoppedException">Cancelled when there was something to keep.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    Task<RunOutcome> RunAsync(RunPlan plan, RecordSettings settings, IRunObserver observer, CancellationToken cancellationToken);
}
