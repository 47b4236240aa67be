using System.ComponentModel;
using Microsoft.Extensions.AI;
using ReCorD.Plugins.Layout;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Plugins.Tools;

/// <summary>Makes the picture of a branch from the decisions that were submitted.</summary>
public sealed class CorrectInteractionTool(SceneSession session) : SceneTool(session)
{
    public override string Name => ToolNames.CorrectInteraction;

    protected override Delegate Method => RunAsync;

    [Description("Makes the chosen picture again with the object guided into the submitted box, unless it is already there. Returns the number of the branch and its picture with the share of attention inside the box and the overlap (IoU) of object and box before and after. Call it once for each branch. Slow: costs the steps of a correction.")]
    private async Task<IReadOnlyList<AIContent>> RunAsync(CancellationToken cancellationToken)
    {
        if (NeedsSteps() && Session.Budget?.Refuse(Session.Settings.Steps) is { } refusal)
        {
            return ToolReply.Mend(refusal);
        }

        ChangeCheck check = SceneWork.CheckChange(Session);
        if (check.Corrected)
        {
            await SceneWork.CorrectAsync(Session, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await SceneWork.FinishChosenAsync(Session, cancellationToken).ConfigureAwait(false);
        }

        return Reply(check);
    }

    /// <summary>The steps of the first picture are held back by the budget, so they are always there.</summary>
    private bool NeedsSteps() => Session.Branches.Any(branch => branch.IsComplete) && (SceneWork.CompareBoxes(Session).Corrected || Session.Chosen!.IsPreview);

    private IReadOnlyList<AIContent> Reply(ChangeCheck check)
    {
        BranchMeasures after = Session.MeasuresOf(Session.Branch)!;
        SceneCorrection? correction = Session.Correction;
        CorrectionReply reply = new(
            Session.Branch.Index, check.Corrected, check.Reason,
            (correction is null ? Session.Chosen!.ObjectBox : correction.ObjectBoxAfter) is { } box ? BoxArgument.From(box) : null,
            Math.Round(correction?.ShareBefore ?? after.ShareInside, 3), Math.Round(after.ShareInside, 3),
            Math.Round(correction?.IouBefore ?? after.IntersectionOverUnion, 3), Math.Round(after.IntersectionOverUnion, 3), Session.Budget?.StepsLeft);

        // An untouched candidate was shown already.
        return correction is null ? ToolReply.Of(reply) : ToolReply.Of(reply, ToolReply.Picture(Session.Services.Encoder, correction.Image, "corrected"));
    }

    private sealed record CorrectionReply(
        int BranchIndex, bool Corrected, string Reason, BoxArgument? ObjectBox, double AttentionBefore, double AttentionAfter, double IouBefore, double IouAfter, int? StepsLeft);
}
