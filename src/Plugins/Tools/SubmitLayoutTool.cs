using System.ComponentModel;
using Microsoft.Extensions.AI;
using ReCorD.Compute.Imaging;
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
        [Description("Where the object must be.")] BoxArgument object_box,
        [Description("The person box as given; left out where no person was found.")] BoxArgument? person_box = null,
        [Description("static or dynamic.")] string pose_type = "",
        [Description("frontal, backward, profile or angled.")] string body_orientation = "",
        [Description("left, right, up, down or towards the viewer.")] string facial_direction = "",
        [Description("Where the object is to be: above, under, beside, in front of, behind, on or near the person.")] string object_relationship = "",
        [Description("How large the object is beside the person, in words.")] string object_size = "",
        [Description("Why, step by step in a few sentences.")] string reasoning = "")
    {
        if (Session.Chosen is not { } chosen)
        {
            return ToolReply.Mend($"No candidate was chosen yet; call {ToolNames.SubmitPoseChoice} first.");
        }

        if (Session.LayoutSubmission.Value is { } earlier)
        {
            return ToolReply.Mend($"The layout was already decided: {BoxArgument.From(earlier.Box)}; go on with it.");
        }

        List<string> problems = object_box is null
            ? ["object_box is missing; give {x1, y1, x2, y2}."]
            : [.. LayoutValidator.CheckLayout(object_box.ToBox(), person_box, chosen.Pose?.PersonBox)];
        VisualAttributes attributes = new()
        {
            PoseType = pose_type, BodyOrientation = body_orientation, FacialDirection = facial_direction,
            ObjectRelationship = object_relationship, ObjectSize = object_size,
        };
        problems.AddRange(attributes.ToDictionary().Append(new("reasoning", reasoning))
            .Where(pair => string.IsNullOrWhiteSpace(pair.Value)).Select(pair => $"{pair.Key} is empty; state it."));
        if (problems.Count > 0)
        {
            Session.LayoutSubmission.Reject(string.Join(" ", problems));
            return ToolReply.Mend(Session.LayoutSubmission.LastProblem!);
        }

        Session.LayoutSubmission.Accept(new LayoutChoice(object_box!.ToBox(), attributes.ToDictionary(), reasoning.Trim()));
        return ToolReply.Of(new AcceptedReply(true));
    }
}
