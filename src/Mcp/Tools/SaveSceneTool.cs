using ModelContextProtocol.Protocol;
using ReCorD.Mcp.Calls;
using ReCorD.Mcp.Runs;
using ReCorD.Mcp.Scenes;

namespace ReCorD.Mcp.Tools;

/// <summary>Keeps what a scene has come to.</summary>
internal sealed class SaveSceneTool(SceneStore scenes, ToolSurroundings surroundings) : RecordTool(surroundings)
{
    public override Tool ProtocolTool { get; } = Describe(
        "save_scene", "Save a scene",
        "Writes what the scene has come to as a run: the picture (corrected, else chosen, else the first candidate), all candidates, a report and the record. Returns the picture, a summary and the files. The scene stays open.",
        Schemas.OfText(Schemas.SceneId, "The scene, as open_scene named it."));

    protected override bool UsesEngine => true;

    protected override async Task<CallToolResult> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        SceneEntry entry = scenes.Get(call.Text(Schemas.SceneId));
        if (entry.Scene.Session.CurrentImage is null)
        {
            return ToolResults.Error("There is no picture to save yet; call generate_candidates first.");
        }

        using IDisposable listening = entry.Observer.Listen(call.Progress);
        return RunResults.Of(await Host.SaveSceneAsync(entry.Scene, cancellationToken).ConfigureAwait(false));
    }
}
