using ReCorD.Agents.Runs;
using ReCorD.Cli.Configuration;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Cli.Generate;

/// <summary>Loads what a plan needs and opens its scene, for somebody else than our agents to work on.</summary>
internal interface ISceneOpener
{
    /// <summary>Finds everything that a plan needs, chat providers included, without loading it.</summary>
    /// <exception cref="Application.CommandException">Something is not there.</exception>
    /// <exception cref="Agents.Providers.ChatProviderException">A provider is not known, or one of its settings is missing.</exception>
    void Check(RunPlan plan, RecordSettings settings);

    /// <returns>The scene, and the request that it would be as a run.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    (SceneSession Session, RunRequest Request) OpenScene(RunPlan plan, RecordSettings settings, IRunObserver observer, CancellationToken cancellationToken);
}
