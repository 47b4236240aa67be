using System.Globalization;
using System.Text;
using ReCorD.Vision.Poses;

namespace ReCorD.Vision.Overlays;

/// <summary>The skeleton of a pose as SVG: limbs and joints, the person's left side orange, the right side cyan, the middle white.</summary>
public static class PoseOverlay
{
    /// <summary>Landmarks less visible than this are not drawn, nor limbs that end in one.</summary>
    public const double MinimumVisibility = 0.2;

    private const double LimbWidth = 7;
    private const double CasingWidth = 11;
    private const double JointRadius = 6;
    private const double FaceScale = 0.5;

    // The first landmark below the head; from here on odd numbers are left, even ones right.
    private const int FirstBodyLandmark = 11;

    private static readonly Rgb Left = new(255, 138, 0);
    private static readonly Rgb Right = new(0, 190, 215);
    private static readonly Rgb Middle = new(255, 255, 255);
    private static readonly Rgb Casing = new(30, 30, 40);

    /// <summary>The 35 connections of MediaPipe Pose.</summary>
    private static readonly (int From, int To)[] Limbs =
    [
        (0, 1), (1, 2), (2, 3), (3, 7), (0, 4), (4, 5), (5, 6), (6, 8), (9, 10),
        (11, 12), (11, 23), (12, 24), (23, 24),
        (11, 13), (13, 15), (15, 17), (15, 19), (15, 21), (17, 19),
        (12, 14), (14, 16), (16, 18), (16, 20), (16, 22), (18, 20),
        (23, 25), (25, 27), (27, 29), (29, 31), (27, 31),
        (24, 26), (26, 28), (28, 30), (30, 32), (28, 32),
    ];

    /// <summary>Joints with a dot: nose, shoulders, elbows, wrists, hips, knees, ankles.</summary>
    private static readonly int[] Joints = [0, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28];

    /// <summary>An SVG fragment. Dark lines under the coloured ones keep it readable on light and dark pictures.</summary>
    public static string Fragment(PoseEstimate pose, OverlayCanvas canvas)
    {
        ArgumentNullException.ThrowIfNull(pose);
        StringBuilder svg = new("<g stroke-linecap=\"round\">");
        List<(int From, int To)> limbs = [.. Limbs.Where(limb => IsDrawn(pose, limb.From) && IsDrawn(pose, limb.To))];
        foreach ((int from, int to) in limbs)
        {
            AppendLimb(svg, pose, canvas, (from, to), Casing, CasingWidth);
        }

        foreach ((int from, int to) in limbs)
        {
            AppendLimb(svg, pose, canvas, (from, to), ColourOf(from, to), LimbWidth);
        }

        foreach (int joint in Joints.Where(joint => IsDrawn(pose, joint)))
        {
            AppendJoint(svg, pose, canvas, joint);
        }

        return svg.Append("</g>").ToString();
    }

    private static bool IsDrawn(PoseEstimate pose, int landmark) => pose.Landmarks[landmark].Visibility >= MinimumVisibility;

    private static Rgb ColourOf(int from, int to)
    {
        bool sameSide = (from - to) % 2 == 0;
        return from < FirstBodyLandmark || !sameSide ? Middle : from % 2 == 1 ? Left : Right;
    }

    private static void AppendLimb(StringBuilder svg, PoseEstimate pose, OverlayCanvas canvas, (int From, int To) limb, Rgb colour, double width)
    {
        Landmark from = pose.Landmarks[limb.From], to = pose.Landmarks[limb.To];
        double scale = limb.From < FirstBodyLandmark ? FaceScale : 1;
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<line x1=\"{from.X * canvas.Width:0.###}\" y1=\"{from.Y * canvas.Height:0.###}\" x2=\"{to.X * canvas.Width:0.###}\" y2=\"{to.Y * canvas.Height:0.###}\" stroke=\"{colour}\" stroke-width=\"{width * scale * canvas.Unit:0.###}\"/>");
    }

    private static void AppendJoint(StringBuilder svg, PoseEstimate pose, OverlayCanvas canvas, int joint)
    {
        Landmark point = pose.Landmarks[joint];
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<circle cx=\"{point.X * canvas.Width:0.###}\" cy=\"{point.Y * canvas.Height:0.###}\" r=\"{JointRadius * canvas.Unit:0.###}\" fill=\"{ColourOf(joint, joint)}\" stroke=\"{Casing}\" stroke-width=\"{2 * canvas.Unit:0.###}\"/>");
    }
}
