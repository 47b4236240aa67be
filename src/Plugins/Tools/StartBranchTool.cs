using System.ComponentModel;
using System.Globalization;
using Microsoft.Extensions.AI;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Plugins.Tools;

/// <summary>Lets a model that drives the run make another picture beside the one it has.</summary>
public sealed class StartBranchTool(SceneSession session) : SceneTool(session)
{
    public override string Name => ToolNames.StartBranch;

    protected override Delegate Method => Run;

    [Description("Starts another branch after a branch has its picture: from another candidate, or from the same one for another box. Its layout is then decided anew by submit_layout (unless the user gave the box) and its picture made by correct_interaction. Earlier branches are kept, and finish chooses among all. Costs nothing itself; the correction that follows does.")]
    private IReadOnlyList<AIContent> Run(
        [AIParameterName("candidate_index"), Description("Number of the candidate to go on from, from 0.")] int candidateIndex,
        [Description("Why, in a sentence or two: what was wrong with the branch before and what is to be better.")] string reasoning)
    {
        if (Find(candidateIndex, out string problem) is null)
        {
            return ToolReply.Mend(problem);
        }

        if (string.IsNullOrWhiteSpace(reasoning))
        {
            return ToolReply.Mend("reasoning is empty; say in a sentence or two why another branch is started.");
        }

        SceneSettings settings = Session.Settings;
        if (Session.Branches.Any(branch => branch.IsComplete) && Session.Budget?.Refuse(settings.Steps) is { } refusal)
        {
            return ToolReply.Mend(refusal);
        }

        if (Same(candidateIndex) is { } same)
        {
            return ToolReply.Mend(same);
        }

        SceneBranch branch = Session.StartBranch(new PoseChoice(candidateIndex, reasoning.Trim()));
        return ToolReply.Of(new BranchReply(branch.Index, candidateIndex, Session.LayoutSubmission.Value is not null, settings.MaximumTrials, Session.Budget?.StepsLeft));
    }

    /// <summary>With the user's own box, the same candidate would give the same picture.</summary>
    private string? Same(int candidate) => Session.LayoutSubmission.IsGiven && Session.Branches.Any(branch => branch.PoseSubmission.Value?.Index == candidate)
        ? string.Create(CultureInfo.InvariantCulture, $"The user gave the box, so candidate {candidate} would give the same picture again; choose another candidate, or {ToolNames.Finish}.")
        : null;

    private sealed record BranchReply(int BranchIndex, int CandidateIndex, bool LayoutDecided, int TrialsLeft, int? StepsLeft);
}
