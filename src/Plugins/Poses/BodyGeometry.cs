using ReCorD.Vision.Poses;

namespace ReCorD.Plugins.Poses;

/// <summary>
/// The measures of a body that reasoning about actions needs: which way it faces, how tall it would stand, and its joints by
/// name. Everything on the picture's own scale ([0, 1], y downwards).
/// </summary>
public sealed class BodyGeometry
{
    // Trunk and leg make up 0.29 + 0.49 of a standing adult's height (Drillis and Contini 1966, segment lengths as shares of the
    // stature); drawn people with larger heads come out near 0.81. 0.8 serves both.
    private const double TrunkAndLegShare = 0.8;

    // Below this share of the body's height, nose and feet point at the viewer rather than to a side.
    private const double FacingThreshold = 0.02;

    private readonly Dictionary<string, Landmark> joints;

    private BodyGeometry(Dictionary<string, Landmark> joints)
    {
        this.joints = joints;
        double trunk = Distance(Middle("shoulder"), Middle("hip"));
        double leg = Math.Max(LegLength("left"), LegLength("right"));
        Height = Math.Max((trunk + leg) / TrunkAndLegShare, 0.01);
        double side = (FaceOffset() + FootOffset()) / Height;
        Facing = Math.Abs(side) < FacingThreshold ? 0 : Math.Sign(side);
    }

    /// <summary>Height of the body if it stood upright, as a share of the picture's height.</summary>
    public double Height { get; }

    /// <summary>-1 facing left, 1 facing right, 0 towards or away from the viewer.</summary>
    public int Facing { get; }

    /// <summary>The direction in words.</summary>
    public string FacingName => Facing switch { < 0 => "left", > 0 => "right", _ => "viewer" };

    /// <summary>Direction that counts as forward: <see cref="Facing"/>, and towards the further hand where that is 0.</summary>
    public int Forward => Facing != 0 ? Facing : FurtherHandSide();

    public static BodyGeometry From(PoseEstimate pose)
    {
        ArgumentNullException.ThrowIfNull(pose);
        if (pose.Landmarks.Count != LandmarkNames.All.Count)
        {
            throw new ArgumentException($"A pose has {LandmarkNames.All.Count} landmarks but {pose.Landmarks.Count} were given.", nameof(pose));
        }

        return new BodyGeometry(LandmarkNames.All.Zip(pose.Landmarks).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal));
    }

    /// <summary>A landmark by its MediaPipe name, such as <c>left_wrist</c>.</summary>
    public Landmark this[string name] => joints[name];

    /// <summary>The point halfway between the left and the right landmark of a kind, such as <c>hip</c>.</summary>
    public (double X, double Y) Middle(string kind)
    {
        Landmark left = joints["left_" + kind], right = joints["right_" + kind];
        return ((left.X + right.X) / 2, (left.Y + right.Y) / 2);
    }

    /// <summary>
    /// Angle of the limb segment from one joint to the next, in degrees: 0 hanging straight down, 90 pointing forward, 180
    /// straight up, -90 pointing back; in (-135, 225], so that an arm raised a little backwards stays above 180.
    /// </summary>
    public double SegmentAngle(string from, string to)
    {
        Landmark a = joints[from], b = joints[to];
        double angle = Math.Atan2((b.X - a.X) * Forward, b.Y - a.Y) * 180 / Math.PI;
        return angle <= -135 ? angle + 360 : angle;
    }

    private static double Distance((double X, double Y) a, (double X, double Y) b) => Math.Sqrt(((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y)));

    private double LegLength(string side) => Distance(Point(side + "_hip"), Point(side + "_knee")) + Distance(Point(side + "_knee"), Point(side + "_ankle"));

    private (double X, double Y) Point(string name) => (joints[name].X, joints[name].Y);

    private double FaceOffset() => joints["nose"].X - Middle("ear").X;

    private double FootOffset() => Middle("foot_index").X - Middle("heel").X;

    private int FurtherHandSide()
    {
        double body = Middle("shoulder").X;
        double left = joints["left_wrist"].X - body, right = joints["right_wrist"].X - body;
        return (Math.Abs(left) > Math.Abs(right) ? left : right) < 0 ? -1 : 1;
    }
}
