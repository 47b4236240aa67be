using System.ComponentModel;
using Microsoft.Extensions.AI;
using ReCorD.Compute.Imaging;
using ReCorD.Plugins.Layout;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Plugins.Tools;

/// <summary>Tells a model where the object of a candidate is, judged by the attention its word pays to the picture.</summary>
public sealed class LocateObjectTool(SceneSession session) : SceneTool(session)
{
    public override string Name => ToolNames.LocateObject;

    protected override Delegate Method => Run;

    [Description("Finds the object of the prompt in a candidate or in the final picture from the attention map of its word (Otsu threshold, largest region): its box on the canvas of 512, and the share of the attention inside it (0 to 1; low means it is not clearly anywhere). Of the final picture also how many separate regions of attention there are, the share of the attention inside the box that was decided, and the overlap (IoU) of the object with that box.")]
    private IReadOnlyList<AIContent> Run([AIParameterName("candidate_index"), Description("Number of the candidate, from 0. Left out: the final picture, once it is made.")] int? candidateIndex = null)
    {
        if (Find(candidateIndex, out string problem) is not { } candidate)
        {
            return ToolReply.Mend(problem);
        }

        FinalMeasures? measures = candidateIndex is null ? Session.Measures : null;
        Box? found = candidate.ObjectBox;
        return ToolReply.Of(new LocationReply(
            candidateIndex, found is not null, found is { } box ? BoxArgument.From(box) : null, Rounded(found is { } inside ? candidate.ObjectAttention?.ShareInside(inside) : null),
            measures?.Regions, Rounded(measures?.AttentionShare), Rounded(measures?.BoxIou)));
    }

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, 3) : null;

    private sealed record LocationReply(
        int? CandidateIndex, bool ObjectFound, BoxArgument? ObjectBox, double? AttentionInside, int? Regions, double? AttentionInTarget, double? OverlapWithTarget);
}
