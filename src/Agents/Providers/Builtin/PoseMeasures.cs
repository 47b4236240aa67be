using ReCorD.Plugins.Poses;
using ReCorD.Vision.Poses;

namespace ReCorD.Agents.Providers.Builtin;

/// <summary>The measures of a body that pose rules name; what they mean is written in affordances.yaml.</summary>
internal sealed class PoseMeasures
{
    private readonly Dictionary<string, double> values;

    private PoseMeasures(Dictionary<string, double> values) => this.values = values;

    public static IReadOnlyList<string> Names { get; } =
    [
        "leading_thigh", "leading_shin", "trailing_thigh", "trailing_shin", "raised_upper_arm", "raised_forearm", "other_upper_arm", "other_forearm",
        "torso_lean", "stride", "foot_lift", "hand_height",
    ];

    public double this[string name] => values[name];

    public static PoseMeasures Of(BodyGeometry body)
    {
        string leading = BodyAnchors.LeadingSide(body, "ankle"), trailing = Other(leading);
        string raised = BodyAnchors.RaisedSide(body), other = Other(raised);
        (double shoulderX, double shoulderY) = body.Middle("shoulder");
        (double hipX, double hipY) = body.Middle("hip");
        Landmark left = body["left_ankle"], right = body["right_ankle"];
        return new PoseMeasures(new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["leading_thigh"] = body.SegmentAngle(leading + "_hip", leading + "_knee"),
            ["leading_shin"] = body.SegmentAngle(leading + "_knee", leading + "_ankle"),
            ["trailing_thigh"] = body.SegmentAngle(trailing + "_hip", trailing + "_knee"),
            ["trailing_shin"] = body.SegmentAngle(trailing + "_knee", trailing + "_ankle"),
            ["raised_upper_arm"] = body.SegmentAngle(raised + "_shoulder", raised + "_elbow"),
            ["raised_forearm"] = body.SegmentAngle(raised + "_elbow", raised + "_wrist"),
            ["other_upper_arm"] = body.SegmentAngle(other + "_shoulder", other + "_elbow"),
            ["other_forearm"] = body.SegmentAngle(other + "_elbow", other + "_wrist"),
            ["torso_lean"] = Math.Atan2((shoulderX - hipX) * body.Forward, hipY - shoulderY) * 180 / Math.PI,
            ["stride"] = Math.Abs(left.X - right.X) / body.Height,
            ["foot_lift"] = Math.Abs(left.Y - right.Y) / body.Height,
            ["hand_height"] = (shoulderY - body[raised + "_wrist"].Y) / body.Height,
        });
    }

    private static string Other(string side) => side == "left" ? "right" : "left";
}
