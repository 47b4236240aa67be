using ReCorD.Mcp.Runs;
using ReCorD.Mcp.Scenes;
using ReCorD.Plugins.Events;

namespace ReCorD.Mcp;

/// <summary>
/// The program around the server: it has the configuration, loads the model when that is first needed, and keeps results. The server calls
/// <see cref="GenerateAsync"/>, <see cref="OpenScene"/> and <see cref="SaveSceneAsync"/> one at a time, never two at once, and off its reading thread.
/// </summary>
public interface IRecordHost
{
    /// <summary>Carries a run out and keeps its results.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is kept.</exception>
    Task<KeptRun> GenerateAsync(PictureRequest request, IRunObserver observer, CancellationToken cancellationToken);

    /// <summary>Opens a scene for tools to work on, with nothing made in it yet.</summary>
    OpenedScene OpenScene(SceneRequest request, IRunObserver observer, CancellationToken cancellationToken);

    /// <summary>Keeps what a scene has come to as the results of a run.</summary>
    Task<KeptRun> SaveSceneAsync(OpenedScene scene, CancellationToken cancellationToken);

    /// <summary>The newest kept runs, newest first. Folders that hold no readable record are left out.</summary>
    /// <param name="count">At most so many.</param>
    IReadOnlyList<KeptRun> ListRuns(int count);

    /// <summary>A kept run by its name; null where there is none. The name may come from anyone: nothing outside the results is found by it.</summary>
    KeptRun? FindRun(string name);

    /// <summary>One message for the user of a tool that failed.</summary>
    string Describe(Exception exception);
}
