using ReCorD.Compute.Imaging;
using ReCorD.Vision.Poses;

namespace ReCorD.Cli.Report.Drawing;

/// <summary>
/// A picture with an SVG drawing on top: boxes and body. Coordinates are thousandths of the picture's sides; lines keep their width
/// on the screen however large the picture is shown.
/// </summary>
internal static class SceneDrawing
{
    private const double Unit = 1000;

    /// <summary>Landmarks less visible than this are guesses and not drawn.</summary>
    private const double VisibleFrom = 0.5;

    /// <summary>Limbs and trunk as pairs of MediaPipe landmark indices; hands and face would only clutter a small picture.</summary>
    private static readonly (int From, int To)[] Bones =
    [
        (11, 12), (11, 23), (12, 24), (23, 24), (11, 13), (13, 15), (12, 14), (14, 16), (23, 25), (25, 27), (24, 26), (26, 28), (27, 31), (28, 32),
    ];

    /// <summary>A figure: picture, heat map laid over it, drawing, caption.</summary>
    public static void Figure(HtmlBuilder html, string image, string description, Action drawing, Action? caption = null, string? cssClass = null, string? heatMap = null)
        => html.Element("figure", cssClass, () =>
        {
            html.Element("div", "frame", () =>
            {
                html.Void("img", ("class", heatMap is null ? null : "dimmed"), ("src", image), ("alt", description));
                if (heatMap is not null)
                {
                    html.Void("img", ("class", "heat"), ("src", heatMap), ("alt", ""));
                }

                html.Element("svg", [("viewBox", "0 0 1000 1000"), ("preserveAspectRatio", "none"), ("aria-hidden", "true")], drawing);
            });
            if (caption is not null)
            {
                html.Element("figcaption", caption);
            }
        });

    /// <summary>A box; null draws nothing.</summary>
    /// <param name="html">Where to write.</param>
    /// <param name="box">Edges in [0, 1].</param>
    /// <param name="cssClass">How it looks: <c>person</c>, <c>object</c>, <c>before</c> or <c>target</c>.</param>
    public static void Box(HtmlBuilder html, Box? box, string cssClass)
    {
        if (box is { IsEmpty: false } shown)
        {
            // A dark line under the coloured one keeps it visible on any picture.
            Rectangle(html, shown, "halo");
            Rectangle(html, shown, cssClass);
        }
    }

    /// <summary>The visible part of a body; null draws nothing.</summary>
    public static void Body(HtmlBuilder html, PoseEstimate? pose)
    {
        if (pose is null)
        {
            return;
        }

        foreach ((int from, int to) in Bones)
        {
            if (Visible(pose, from) is { } a && Visible(pose, to) is { } b)
            {
                html.Shape("line", ("class", "bone"), ("x1", a.X * Unit), ("y1", a.Y * Unit), ("x2", b.X * Unit), ("y2", b.Y * Unit));
            }
        }

        // Dots are lines without length and round ends: a circle would become an ellipse in a picture that is not square.
        foreach (int index in Bones.SelectMany(bone => new[] { bone.From, bone.To }).Append(0).Distinct().Order())
        {
            if (Visible(pose, index) is { } joint)
            {
                html.Shape("line", ("class", "joint"), ("x1", joint.X * Unit), ("y1", joint.Y * Unit), ("x2", joint.X * Unit), ("y2", joint.Y * Unit));
            }
        }
    }

    private static void Rectangle(HtmlBuilder html, Box box, string cssClass) => html.Shape(
        "rect", ("class", cssClass), ("x", box.Left * Unit), ("y", box.Top * Unit), ("width", box.Width * Unit), ("height", box.Height * Unit));

    private static Landmark? Visible(PoseEstimate pose, int index)
        => index < pose.Landmarks.Count && pose.Landmarks[index].Visibility >= VisibleFrom ? pose.Landmarks[index] : null;
}
