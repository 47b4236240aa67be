using ReCorD.Experiments.Matrix;
using ReCorD.Experiments.Results;
using ReCorD.Plugins.Events;

namespace ReCorD.Experiments.Running;

/// <summary>Told how an experiment goes. Items may run side by side: calls come from several threads, one at a time.</summary>
public interface IExperimentObserver
{
    /// <summary>Before the first item.</summary>
    /// <param name="total">Items of this run.</param>
    /// <param name="done">Of these, items whose results are there already.</param>
    void Begin(int total, int done);

    /// <summary>Something happened within an item.</summary>
    void Observe(PlanItem item, RunEvent runEvent);

    /// <summary>An item has ended and is kept.</summary>
    void Finished(PlanItem item, ItemResult result);
}
