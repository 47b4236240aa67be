using System.ComponentModel;
using Microsoft.Extensions.AI;
using ReCorD.Plugins.Layout;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Plugins.Tools;

/// <summary>Tells a model where the object of a candidate is, judged by the attention its word pays to the picture.</summary>
public sealed class LocateObjectTool(SceneSession session) : SceneTool(session)
{
    public override string Name => ToolNames.LocateObject;

    protected override Delegate Method => Run;

    [Description("Finds the object of the prompt in a candidate from the attention map of its word (Otsu threshold, largest region): its box on the canvas of 512, and the share of the attention inside it (0 to 1; low means it is not clearly anywhere).")]
    private IReadOnlyList<AIContent> Run([AIParameterName("candidate_index"), Description("Number of the candidate, from 0.")] int candidateIndex)
    {
        if (Find(candidateIndex, out string problem) is not { } candidate)
        {
            return ToolReply.Mend(problem);
        }

        return candidate.ObjectBox is { } box
            ? ToolReply.Of(new LocationReply(candidateIndex, true, BoxArgument.From(box), candidate.ObjectAttention is { } attention ? Math.Round(attention.ShareInside(box), 3) : null))
            : ToolReply.Of(new LocationReply(candidateIndex, false, null, null));
    }

    private sealed record LocationReply(int CandidateIndex, bool ObjectFound, BoxArgument? ObjectBox, double? AttentionInside);
}
