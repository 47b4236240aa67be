using ReCorD.Compute.Imaging;
using ReCorD.Vision.Poses;

namespace ReCorD.Fakes;

/// <summary>
/// A drawn person in side view, built from angles: 0 = the limb hangs down, 90 = it points forward, 180 = up. Segment lengths as
/// shares of the height follow the drawn world of the embedded model: trunk 15/43, each half of a leg 10/43, of an arm 8/43, head
/// centre 4.2/43 above the neck with radius 3.8/43.
/// </summary>
public sealed record StickFigure
{
    public required (double Upper, double Fore) Arm { get; init; }

    public required (double Upper, double Fore) OtherArm { get; init; }

    public required (double Thigh, double Shin) Leg { get; init; }

    public required (double Thigh, double Shin) OtherLeg { get; init; }

    /// <summary>1: faces right, -1: faces left.</summary>
    public int Facing { get; init; } = 1;

    /// <summary>Standing height as a share of the picture.</summary>
    public double Height { get; init; } = 0.6;

    public (double X, double Y) Hips { get; init; } = (0.5, 0.55);

    /// <summary>Hanging arms, straight legs.</summary>
    public static StickFigure Standing { get; } = new() { Arm = (5, 5), OtherArm = (-5, -5), Leg = (4, 2), OtherLeg = (-4, -2) };

    public static StickFigure Kicking { get; } = new() { Arm = (40, 60), OtherArm = (-30, -20), Leg = (75, 70), OtherLeg = (-10, -15) };

    public PoseEstimate ToPose()
    {
        Dictionary<string, (double X, double Y)> points = [];
        (double X, double Y) neck = (Hips.X, Hips.Y - (Height * 15 / 43));
        (double X, double Y) head = (neck.X, neck.Y - (Height * 4.2 / 43));
        double radius = Height * 3.8 / 43;
        points["nose"] = (head.X + (Facing * radius), head.Y);
        foreach (string side in new[] { "left", "right" })
        {
            bool near = side == "right";
            foreach (string eye in new[] { "_eye_inner", "_eye", "_eye_outer" })
            {
                points[side + eye] = (head.X + (Facing * radius * 0.6), head.Y - (radius * 0.25));
            }

            points[side + "_ear"] = (head.X - (Facing * radius * 0.1), head.Y);
            points["mouth_" + side] = (head.X + (Facing * radius * 0.7), head.Y + (radius * 0.45));
            (double upper, double fore) = near ? Arm : OtherArm;
            Chain(points, [side + "_shoulder", side + "_elbow", side + "_wrist"], neck, [upper, fore], 8.0 / 43);
            (double X, double Y) fingers = Along(points[side + "_wrist"], fore, 1.5 / 43);
            points[side + "_pinky"] = points[side + "_index"] = points[side + "_thumb"] = fingers;
            (double thigh, double shin) = near ? Leg : OtherLeg;
            Chain(points, [side + "_hip", side + "_knee", side + "_ankle"], Hips, [thigh, shin], 10.0 / 43);
            (double X, double Y) ankle = points[side + "_ankle"];
            points[side + "_heel"] = (ankle.X - (Facing * Height * 0.02), ankle.Y + (Height * 0.02));
            points[side + "_foot_index"] = (ankle.X + (Facing * Height * 0.05), ankle.Y + (Height * 0.02));
        }

        Landmark[] landmarks = [.. LandmarkNames.All.Select(name => new Landmark(points[name].X, points[name].Y, 1))];
        Box person = new(landmarks.Min(p => p.X) - 0.02, landmarks.Min(p => p.Y) - 0.04, landmarks.Max(p => p.X) + 0.02, landmarks.Max(p => p.Y) + 0.01);
        return new PoseEstimate(landmarks, person.Intersect(Box.WholePicture));
    }

    private void Chain(Dictionary<string, (double X, double Y)> points, string[] names, (double X, double Y) root, double[] angles, double length)
    {
        points[names[0]] = root;
        for (int i = 0; i < angles.Length; i++)
        {
            points[names[i + 1]] = Along(points[names[i]], angles[i], length);
        }
    }

    private (double X, double Y) Along((double X, double Y) from, double degrees, double length)
    {
        double angle = degrees * Math.PI / 180;
        return (from.X + (Facing * Math.Sin(angle) * length * Height), from.Y + (Math.Cos(angle) * length * Height));
    }
}
