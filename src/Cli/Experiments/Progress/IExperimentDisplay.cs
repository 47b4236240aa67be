using ReCorD.Experiments.Matrix;
using ReCorD.Experiments.Results;
using ReCorD.Experiments.Running;

namespace ReCorD.Cli.Experiments.Progress;

/// <summary>Shows an experiment while it runs.</summary>
internal interface IExperimentDisplay : IExperimentObserver
{
    /// <summary>Before anything is done.</summary>
    void Announce(ExperimentPlan plan, ResultFolder folder, ResultLog log);

    /// <summary>Carries out the work while showing it.</summary>
    Task ShowAsync(Func<Task> work);
}
