using ReCorD.Agents.Conversations;
using ReCorD.Agents.Runs;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Mcp.Scenes;

/// <summary>A scene that a client drives, and the run that it would be.</summary>
/// <param name="Session">Its state.</param>
/// <param name="Request">What was asked for, complete with defaults.</param>
/// <param name="Started">When it was opened, UTC.</param>
public sealed record OpenedScene(SceneSession Session, RunRequest Request, DateTimeOffset Started)
{
    /// <summary>The client's calls and what they gave. Nobody is told of the calls: the client knows of them.</summary>
    public TranscriptRecorder Transcript { get; } = new(NullRunObserver.Instance);
}
