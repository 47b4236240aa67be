using System.ComponentModel;
using Microsoft.Extensions.AI;
using ReCorD.Compute.Imaging;
using ReCorD.Plugins.Layout;
using ReCorD.Plugins.Poses;
using ReCorD.Plugins.Scenes;
using ReCorD.Vision.Poses;

namespace ReCorD.Plugins.Tools;

/// <summary>Tells a model where the joints of the person in a candidate, or in the final picture, are.</summary>
public sealed class ExtractPoseTool(SceneSession session) : SceneTool(session)
{
    public override string Name => ToolNames.ExtractPose;

    protected override Delegate Method => Run;

    [Description("Finds the person in a candidate or in the final picture: 33 body landmarks as [x, y, visibility] (x and y on the canvas of 512, visibility 0 to 1), the person box, which way the person faces and the standing height of the body in canvas units.")]
    private IReadOnlyList<AIContent> Run([AIParameterName("candidate_index"), Description("Number of the candidate, from 0. Left out: the final picture, once it is made.")] int? candidateIndex = null)
    {
        if (Find(candidateIndex, out string problem) is not { } candidate)
        {
            return ToolReply.Mend(problem);
        }

        if (candidate.Pose is not { } pose)
        {
            return ToolReply.Of(new PoseReply(candidateIndex, false, null, null, null, null));
        }

        BodyGeometry body = BodyGeometry.From(pose);
        Dictionary<string, double[]> landmarks = LandmarkNames.All.Zip(pose.Landmarks).ToDictionary(pair => pair.First, pair => Coordinates(pair.Second), StringComparer.Ordinal);
        return ToolReply.Of(new PoseReply(
            candidateIndex, true, BoxArgument.From(pose.PersonBox), body.FacingName, (int)Math.Round(body.Height * Box.ReferenceSize), landmarks));
    }

    private static double[] Coordinates(Landmark landmark) =>
        [Math.Round(landmark.X * Box.ReferenceSize, 1), Math.Round(landmark.Y * Box.ReferenceSize, 1), Math.Round(landmark.Visibility, 2)];

    private sealed record PoseReply(
        int? CandidateIndex, bool PersonFound, BoxArgument? PersonBox, string? Facing, int? BodyHeight, IReadOnlyDictionary<string, double[]>? Landmarks);
}
