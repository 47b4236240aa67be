using ReCorD.Cli.Application;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Cli.Generate;

/// <summary>Notes that a run has a picture which is kept when it is stopped: from the first critique on.</summary>
internal sealed class KeepingObserver(IRunObserver inner, RunResources resources) : IRunObserver
{
    public void Observe(RunEvent runEvent)
    {
        if (runEvent is StageStarted { Stage: SceneStages.Critique })
        {
            resources.HasSomethingToKeep = true;
        }

        inner.Observe(runEvent);
    }
}
