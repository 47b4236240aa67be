using System.ComponentModel;
using Microsoft.Extensions.AI;
using ReCorD.Compute.Imaging;
using ReCorD.Plugins.Layout;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Plugins.Tools;

/// <summary>Lets a model see what the first guided steps make of a box before it decides.</summary>
public sealed class TryLayoutTool(SceneSession session) : SceneTool(session)
{
    public override string Name => ToolNames.TryLayout;

    protected override Delegate Method => RunAsync;

    [Description("Runs a few guided steps with the object in a box and returns a rough preview image, the share of the object's attention inside the box (0 to 1, higher is better) and the box loss (lower is better). Decides nothing. Slow: costs the steps of a layout trial. The number of trials is limited, anew in each branch.")]
    private async Task<IReadOnlyList<AIContent>> RunAsync([AIParameterName("object_box"), Description("Where the object would be.")] BoxArgument objectBox, CancellationToken cancellationToken)
    {
        int maximum = Session.Settings.MaximumTrials;
        if (Session.Trials.Count >= maximum)
        {
            return ToolReply.Mend($"All {maximum} layout trials are used up; decide with {ToolNames.SubmitLayout}.");
        }

        if (objectBox is null)
        {
            return ToolReply.Mend("object_box is missing; give {x1, y1, x2, y2}.");
        }

        Box box = objectBox.ToBox();
        IReadOnlyList<string> problems = LayoutValidator.CheckObject(box);
        if (problems.Count > 0)
        {
            return ToolReply.Mend(string.Join(" ", problems));
        }

        if (Session.Budget?.Refuse(Session.Settings.EffectiveTrialSteps) is { } refusal)
        {
            return ToolReply.Mend(refusal);
        }

        LayoutTrial trial = await SceneWork.TryLayoutAsync(Session, box, cancellationToken).ConfigureAwait(false);
        TrialReply reply = new(objectBox, Math.Round(trial.ShareInside, 3), trial.Loss is { } loss ? Math.Round(loss, 4) : null, maximum - Session.Trials.Count, Session.Budget?.StepsLeft);
        return ToolReply.Of(reply, ToolReply.Picture(Session.Services.Encoder, trial.Preview, "preview"));
    }

    private sealed record TrialReply(BoxArgument ObjectBox, double AttentionInside, double? Loss, int TrialsLeft, int? StepsLeft);
}
