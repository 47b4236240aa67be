using System.Globalization;
using ReCorD.Plugins.Scenes;
using ReCorD.Plugins.Tools;

namespace ReCorD.Plugins.Guards;

/// <summary>Which tool may run when: the one table that every call passes, whoever makes it.</summary>
internal static class ToolRules
{
    private static readonly Dictionary<string, Precondition[]> Table = new(StringComparer.Ordinal)
    {
        [ToolNames.GenerateCandidates] = [],
        [ToolNames.PreviewSeed] = [],
        [ToolNames.AddCandidates] = [Precondition.CandidatesMade],
        [ToolNames.ExtractPose] = [Precondition.CandidatesMade],
        [ToolNames.LocateObject] = [Precondition.CandidatesMade],
        [ToolNames.SubmitPoseChoice] = [Precondition.CandidatesMade, Precondition.PoseOpen],
        [ToolNames.TryLayout] = [Precondition.PoseChosen, Precondition.BranchOpen],
        [ToolNames.SubmitLayout] = [Precondition.PoseChosen, Precondition.LayoutOpen],
        [ToolNames.CorrectInteraction] = [Precondition.PoseChosen, Precondition.LayoutDecided, Precondition.BranchOpen],
        [ToolNames.StartBranch] = [Precondition.BranchClosed],
        [ToolNames.Finish] = [Precondition.AnyPicture],
    };

    /// <summary>Whether the table has a row for a tool; those of agents all must.</summary>
    public static bool HasRule(string tool) => Table.ContainsKey(tool);

    /// <summary>Why a tool may not run now, as an answer to the model; null where it may. Tools without a row may always run.</summary>
    public static string? Refuse(SceneSession session, string tool)
    {
        if (IsJudged(session))
        {
            return null;
        }

        Precondition[] needed = Table.GetValueOrDefault(tool, []);
        return Array.Find([Precondition.NotFinished, .. needed], condition => !condition.Holds(session))?.Mend(session) ?? RefuseByBudget(session, tool);
    }

    /// <summary>Whether a critic looks at the finished picture: the order of a run and its budget are those of the model that drove it, and no longer count.</summary>
    public static bool IsJudged(SceneSession session) => session.Final is not null;

    /// <summary>The last word is always free.</summary>
    private static string? RefuseByBudget(SceneSession session, string tool)
    {
        if (session.Budget?.UsedUp is not { } usedUp || tool == ToolNames.Finish)
        {
            return null;
        }

        int finished = session.Branches.Count(branch => branch.IsComplete);
        string way = finished == 0
            ? "The program completes the run by itself; end your turn."
            : string.Create(CultureInfo.InvariantCulture, $"Call {ToolNames.Finish} now; anything else ends the conversation.");
        return $"Budget left: 0; all {usedUp} are used up. {way}";
    }
}
