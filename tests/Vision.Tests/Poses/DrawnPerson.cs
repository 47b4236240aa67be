using System.Globalization;
using ReCorD.Compute.Imaging;
using ReCorD.Vision.Imaging;

namespace ReCorD.Vision.Tests.Poses;

/// <summary>
/// A person of the mini world drawn from its joints, so that the true places are known: the man of models/mini-hoi's training world,
/// facing right, on the 64x64 grid (head radius 3.8, upper arm 8, thigh 10; angles in degrees, 0 down, 90 forward).
/// </summary>
internal sealed record DrawnPerson((double Upper, double Lower) NearArm, (double Upper, double Lower) FarArm, (double Upper, double Lower) NearLeg, (double Upper, double Lower) FarLeg)
{
    internal const double HeadRadius = 3.8;

    private static readonly (double X, double Y) Hip = (28, 36);
    private static readonly (double X, double Y) Neck = (28, 21);

    internal static DrawnPerson Kicking { get; } = new((-30, -20), (40, 60), (75, 70), (-10, -15));

    internal static DrawnPerson Walking { get; } = new((30, 40), (-25, -20), (25, 15), (-25, -30));

    private static (double X, double Y) Head => (Neck.X, Neck.Y - 4.2);

    /// <summary>True places by landmark name, in [0, 1]. Facing right, the near side is the right one.</summary>
    internal Dictionary<string, (double X, double Y)> Truth()
    {
        Dictionary<string, (double X, double Y)> places = new() { ["nose"] = (Head.X + HeadRadius, Head.Y) };
        Add(places, "right_elbow", "right_wrist", Limb(Neck, NearArm, 8));
        Add(places, "left_elbow", "left_wrist", Limb(Neck, FarArm, 8));
        Add(places, "right_knee", "right_ankle", Limb(Hip, NearLeg, 10));
        Add(places, "left_knee", "left_ankle", Limb(Hip, FarLeg, 10));
        places["right_shoulder"] = Neck;
        places["left_hip"] = Hip;
        return places.ToDictionary(place => place.Key, place => (place.Value.X / 64, place.Value.Y / 64));
    }

    internal RgbImage Draw(int width, int height)
    {
        string Line((double X, double Y) a, (double X, double Y) b, string colour, double thickness) => string.Create(
            CultureInfo.InvariantCulture, $"<line x1='{a.X}' y1='{a.Y}' x2='{b.X}' y2='{b.Y}' stroke='{colour}' stroke-width='{thickness}' stroke-linecap='round'/>");
        string Two((double X, double Y) root, ((double X, double Y) Middle, (double X, double Y) End) limb, string upper, string lower, double thickness)
            => Line(root, limb.Middle, upper, thickness) + Line(limb.Middle, limb.End, lower, thickness);
        const string shirt = "rgb(40,80,200)", skin = "rgb(245,205,170)";
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"<circle cx='{Head.X}' cy='{Head.Y}' r='{HeadRadius}' fill='{skin}'/><path d='M{Head.X - HeadRadius},{Head.Y} a{HeadRadius},{HeadRadius} 0 0 1 {2 * HeadRadius},0 z' fill='rgb(60,40,20)'/>");
        string svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 64'><rect width='64' height='64' fill='rgb(245,245,240)'/><rect y='56' width='64' height='8' fill='rgb(150,190,120)'/>"
            + Two(Neck, Limb(Neck, FarArm, 8), shirt, skin, 2.2) + Two(Hip, Limb(Hip, FarLeg, 10), "rgb(50,50,70)", "rgb(50,50,70)", 2.8)
            + Line(Neck, Hip, shirt, 5) + Two(Hip, Limb(Hip, NearLeg, 10), "rgb(60,60,85)", "rgb(60,60,85)", 2.8)
            + head + Two(Neck, Limb(Neck, NearArm, 8), shirt, skin, 2.2) + "</svg>";
        return SvgRenderer.Render(svg, width, height);
    }

    private static ((double X, double Y) Middle, (double X, double Y) End) Limb((double X, double Y) root, (double Upper, double Lower) angles, double length)
    {
        (double X, double Y) Step((double X, double Y) from, double degrees)
            => (from.X + (Math.Sin(double.DegreesToRadians(degrees)) * length), from.Y + (Math.Cos(double.DegreesToRadians(degrees)) * length));
        (double X, double Y) middle = Step(root, angles.Upper);
        return (middle, Step(middle, angles.Lower));
    }

    private static void Add(
        Dictionary<string, (double X, double Y)> places, string middle, string end, ((double X, double Y) Middle, (double X, double Y) End) limb)
    {
        places[middle] = limb.Middle;
        places[end] = limb.End;
    }
}
