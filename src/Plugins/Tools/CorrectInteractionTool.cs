using System.ComponentModel;
using Microsoft.Extensions.AI;
using ReCorD.Plugins.Layout;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Plugins.Tools;

/// <summary>Makes the final picture from the decisions that were submitted.</summary>
public sealed class CorrectInteractionTool(SceneSession session) : SceneTool(session)
{
    public override string Name => ToolNames.CorrectInteraction;

    protected override Delegate Method => RunAsync;

    [Description("Makes the chosen picture again with the object guided into the submitted box, unless it is already there. Returns the final image with the share of attention inside the box and the overlap (IoU) of object and box before and after. Call it last, once. Slow.")]
    private async Task<IReadOnlyList<AIContent>> RunAsync(CancellationToken cancellationToken)
    {
        string? missing = Session.Chosen is null ? ToolNames.SubmitPoseChoice : Session.LayoutSubmission.Value is null ? ToolNames.SubmitLayout : null;
        if (missing is not null)
        {
            return ToolReply.Mend($"Too early: call {missing} first.");
        }

        ChangeCheck check = Session.ChangeCheck ?? SceneWork.CheckChange(Session);
        if (!check.Corrected)
        {
            await SceneWork.FinishChosenAsync(Session, cancellationToken).ConfigureAwait(false);
            return ToolReply.Of(new CorrectionReply(false, check.Reason, null, null, null, null, null));
        }

        SceneCorrection correction = Session.Correction ?? await SceneWork.CorrectAsync(Session, cancellationToken).ConfigureAwait(false);
        CorrectionReply reply = new(
            true, check.Reason, correction.ObjectBoxAfter is { } box ? BoxArgument.From(box) : null,
            Math.Round(correction.ShareBefore, 3), Math.Round(correction.ShareAfter, 3), Math.Round(correction.IouBefore, 3), Math.Round(correction.IouAfter, 3));
        return ToolReply.Of(reply, ToolReply.Picture(Session.Services.Encoder, correction.Image, "corrected"));
    }

    private sealed record CorrectionReply(
        bool Corrected, string Reason, BoxArgument? ObjectBox, double? AttentionBefore, double? AttentionAfter, double? IouBefore, double? IouAfter);
}
