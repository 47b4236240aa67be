using System.ComponentModel;
using Microsoft.Extensions.AI;
using ReCorD.Plugins.Layout;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Plugins.Tools;

/// <summary>Takes the layout agent's answer.</summary>
public sealed class SubmitLayoutTool(SceneSession session) : SceneTool(session)
{
    public override string Name => ToolNames.SubmitLayout;

    protected override Delegate Method => Run;

    [Description("Answers where the object must be for the action to happen. The only way to answer. The person box is repeated as given; the object box must lie on the canvas, and it may overlap the person but not swallow it.")]
    private IReadOnlyList<AIContent> Run(
        [AIParameterName("object_box"), Description("Where the object must be.")] BoxArgument objectBox,
        [AIParameterName("person_box"), Description("The person box as given; left out where no person was found.")] BoxArgument? personBox = null,
        [AIParameterName("pose_type"), Description("static or dynamic.")] string poseType = "",
        [AIParameterName("body_orientation"), Description("frontal, backward, profile or angled.")] string bodyOrientation = "",
        [AIParameterName("facial_direction"), Description("left, right, up, down or towards the viewer.")] string facialDirection = "",
        [AIParameterName("object_relationship"), Description("Where the object is to be: above, under, beside, in front of, behind, on or near the person.")] string objectRelationship = "",
        [AIParameterName("object_size"), Description("How large the object is beside the person, in words.")] string objectSize = "",
        [Description("Why, step by step in a few sentences.")] string reasoning = "")
    {
        List<string> problems = objectBox is null
            ? ["object_box is missing; give {x1, y1, x2, y2}."]
            : [.. LayoutValidator.CheckLayout(objectBox.ToBox(), personBox, Session.Chosen?.Pose?.PersonBox)];
        VisualAttributes attributes = new()
        {
            PoseType = poseType, BodyOrientation = bodyOrientation, FacialDirection = facialDirection,
            ObjectRelationship = objectRelationship, ObjectSize = objectSize,
        };
        problems.AddRange(attributes.ToDictionary().Append(new("reasoning", reasoning))
            .Where(pair => string.IsNullOrWhiteSpace(pair.Value)).Select(pair => $"{pair.Key} is empty; state it."));
        if (problems.Count > 0)
        {
            Session.LayoutSubmission.Reject(string.Join(" ", problems));
            return ToolReply.Mend(Session.LayoutSubmission.LastProblem!);
        }

        Session.LayoutSubmission.Accept(new LayoutChoice(objectBox!.ToBox(), attributes.ToDictionary(), reasoning.Trim()));
        return ToolReply.Of(new AcceptedReply(true));
    }
}
