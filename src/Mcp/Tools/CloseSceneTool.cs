using ModelContextProtocol.Protocol;
using ReCorD.Mcp.Calls;
using ReCorD.Mcp.Scenes;
using ReCorD.Plugins.Tools;

namespace ReCorD.Mcp.Tools;

/// <summary>Lets go of a scene.</summary>
internal sealed class CloseSceneTool(SceneStore scenes, ToolSurroundings surroundings) : RecordTool(surroundings)
{
    public override Tool ProtocolTool { get; } = Describe(
        "close_scene", "Close a scene", "Closes a scene and forgets what was made in it; save_scene keeps it first.", Schemas.OfText(Schemas.SceneId, "The scene, as open_scene named it."));

    protected override bool UsesEngine => true;

    protected override Task<CallToolResult> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        string id = call.Text(Schemas.SceneId);
        scenes.Close(id);
        return Task.FromResult(ToolResults.Of(ToolReply.Of(new ClosedReply(id))));
    }

    private sealed record ClosedReply(string Closed);
}
