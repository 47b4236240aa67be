using Microsoft.Extensions.AI;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Plugins.Tools;

/// <summary>The tools of a session by task.</summary>
public static class SceneTools
{
    /// <summary>For choosing a pose: look closer, then answer.</summary>
    public static IReadOnlyList<AIFunction> ForPoseSelection(SceneSession session) =>
        Functions(new ExtractPoseTool(session), new LocateObjectTool(session), new SubmitPoseChoiceTool(session));

    /// <summary>For placing the object: measure, try where trials are allowed, then answer.</summary>
    public static IReadOnlyList<AIFunction> ForLayout(SceneSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        SceneTool[] trials = session.Settings.MaximumTrials > 0 ? [new TryLayoutTool(session)] : [];
        return Functions([new ExtractPoseTool(session), new LocateObjectTool(session), .. trials, new SubmitLayoutTool(session)]);
    }

    /// <summary>For judging the finished picture: measure it and the candidates, then answer.</summary>
    public static IReadOnlyList<AIFunction> ForCritique(SceneSession session) =>
        Functions(new ExtractPoseTool(session), new LocateObjectTool(session), new SubmitCritiqueTool(session));

    /// <summary>Everything, for a model that drives the whole run.</summary>
    public static IReadOnlyList<AIFunction> All(SceneSession session) => Functions(
        new GenerateCandidatesTool(session), new PreviewSeedTool(session), new AddCandidatesTool(session),
        new ExtractPoseTool(session), new LocateObjectTool(session), new SubmitPoseChoiceTool(session),
        new TryLayoutTool(session), new SubmitLayoutTool(session), new CorrectInteractionTool(session),
        new StartBranchTool(session), new FinishTool(session));

    private static AIFunction[] Functions(params IEnumerable<SceneTool> tools) => [.. tools.Select(tool => tool.ToFunction())];
}
