using System.Globalization;
using ReCorD.Plugins.Layout;
using ReCorD.Plugins.Scenes;
using ReCorD.Plugins.Tools;

namespace ReCorD.Plugins.Guards;

/// <summary>Something that must be so before a tool may run.</summary>
/// <param name="Holds">Whether it is.</param>
/// <param name="Mend">What a model is told to do where it is not.</param>
internal sealed record Precondition(Func<SceneSession, bool> Holds, Func<SceneSession, string> Mend)
{
    public static Precondition CandidatesMade { get; } = new(
        session => session.Candidates.Count > 0,
        _ => $"There are no candidates yet; call {ToolNames.GenerateCandidates} first.");

    public static Precondition PoseOpen { get; } = new(
        session => session.PoseSubmission.Value is null,
        session => string.Create(CultureInfo.InvariantCulture, $"Candidate {session.PoseSubmission.Value!.Index} was already chosen; go on with it."));

    public static Precondition PoseChosen { get; } = new(
        session => session.Chosen is not null,
        _ => $"No candidate was chosen yet; call {ToolNames.SubmitPoseChoice} first.");

    public static Precondition LayoutOpen { get; } = new(
        session => session.LayoutSubmission.Value is null,
        session => $"The layout was already decided: {BoxArgument.From(session.LayoutSubmission.Value!.Box)}; go on with it.");

    public static Precondition LayoutDecided { get; } = new(
        session => session.LayoutSubmission.Value is not null,
        _ => $"Too early: call {ToolNames.SubmitLayout} first.");

    public static Precondition BranchOpen { get; } = new(
        session => !session.Branch.IsComplete,
        session => string.Create(CultureInfo.InvariantCulture, $"Branch {session.Branch.Index} has its picture already; call {ToolNames.Finish}, or {ToolNames.StartBranch} for another."));

    public static Precondition BranchClosed { get; } = new(
        session => session.Branch.IsComplete || session.Branch.IsStuck,
        session => string.Create(CultureInfo.InvariantCulture, $"Branch {session.Branch.Index} has no picture yet; bring it to its end with {ToolNames.CorrectInteraction} first."));

    public static Precondition AnyPicture { get; } = new(
        session => session.Branches.Any(branch => branch.IsComplete),
        session => $"There is no picture to keep yet; {Next(session)} comes next.");

    public static Precondition NotFinished { get; } = new(
        session => session.Summary is null,
        _ => "The run is finished; nothing more can be done.");

    /// <summary>The next step on the shortest way to a picture.</summary>
    private static string Next(SceneSession session) =>
        session.Candidates.Count == 0 ? ToolNames.GenerateCandidates
        : session.Chosen is null ? ToolNames.SubmitPoseChoice
        : session.LayoutSubmission.Value is null ? ToolNames.SubmitLayout
        : ToolNames.CorrectInteraction;
}
