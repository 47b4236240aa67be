using ModelContextProtocol.Protocol;
using ReCorD.Diffusion.Prompts;
using ReCorD.Mcp.Calls;
using ReCorD.Mcp.Runs;
using ReCorD.Mcp.Scenes;
using ReCorD.Plugins.Tools;

namespace ReCorD.Mcp.Tools;

/// <summary>Opens a scene for the client's own model to drive.</summary>
internal sealed class OpenSceneTool(SceneStore scenes, ToolSurroundings surroundings) : RecordTool(surroundings)
{
    public override Tool ProtocolTool { get; } = Describe(
        "open_scene", "Open a scene",
        "Opens a scene for a prompt, to be driven step by step with the tools that take scene_id: generate_candidates, then submit_pose_choice, submit_layout, correct_interaction. Makes no picture itself. The first call loads the model. For a picture in one call use generate_image.",
        Schemas.Of<SceneRequest>());

    protected override bool UsesEngine => true;

    protected override Task<CallToolResult> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        SwitchedObserver observer = new();
        using IDisposable listening = observer.Listen(call.Progress);
        OpenedScene scene = Host.OpenScene(call.Read<SceneRequest>(), observer, cancellationToken);
        (SceneEntry added, SceneEntry? closed) = scenes.Add(scene, observer);
        InteractionPrompt prompt = scene.Session.Prompt;
        SceneReply reply = new(
            added.Id, prompt.Text, prompt.Subject, prompt.Verb, prompt.Object, prompt.Hint,
            scene.Session.Settings.Seed, scene.Session.Settings.Candidates, scene.Session.Settings.Steps, closed?.Id);
        return Task.FromResult(ToolResults.Of(ToolReply.Of(reply)));
    }

    /// <param name="SceneId">For the other tools.</param>
    /// <param name="Prompt">As read.</param>
    /// <param name="Subject">Null where the prompt names no one; and so on.</param>
    /// <param name="Verb">What is done.</param>
    /// <param name="Object">To what.</param>
    /// <param name="Hint">What the prompt lacks; null where it lacks nothing.</param>
    /// <param name="Seed">Of the first candidate.</param>
    /// <param name="Candidates">Pictures that will be made.</param>
    /// <param name="Steps">Of each.</param>
    /// <param name="ClosedScene">The scene that was closed to make room, if one was.</param>
    private sealed record SceneReply(
        string SceneId, string Prompt, string? Subject, string? Verb, string? Object, string? Hint, long Seed, int Candidates, int Steps, string? ClosedScene);
}
