using System.Text.Json;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Protocol;
using ReCorD.Mcp.Calls;
using ReCorD.Mcp.Scenes;

namespace ReCorD.Mcp.Tools;

/// <summary>A tool of the plugins on a scene that the client names: name, description and arguments are the plugin's own.</summary>
internal sealed class PluginTool(AIFunction described, SceneStore scenes, ToolSurroundings surroundings) : RecordTool(surroundings)
{
    public override Tool ProtocolTool { get; } = Describe(described.Name, null, described.Description, Schemas.WithSceneId(described.JsonSchema));

    /// <summary>Plugins read boxes in more forms than they ask for.</summary>
    protected override JsonElement CheckedSchema { get; } = Schemas.WithAnyBoxes(Schemas.WithSceneId(described.JsonSchema));

    protected override bool UsesEngine => true;

    protected override async Task<CallToolResult> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        SceneEntry entry = scenes.Get(call.Text(Schemas.SceneId));
        using IDisposable listening = entry.Observer.Listen(call.Progress);
        Dictionary<string, object?> arguments = call.Arguments.Where(pair => pair.Key != Schemas.SceneId).ToDictionary(pair => pair.Key, pair => (object?)pair.Value);
        return ToolResults.Of(await entry.CallAsync(ProtocolTool.Name, arguments, cancellationToken).ConfigureAwait(false));
    }
}
