using ReCorD.Plugins.Poses;
using ReCorD.Vision.Poses;

namespace ReCorD.Agents.Providers.Builtin;

/// <summary>The points of a body from which objects are placed.</summary>
internal static class BodyAnchors
{
    private static readonly string[] FeetParts = ["ankle", "heel", "foot_index"];

    public static IReadOnlyList<string> Names { get; } = ["leading_foot", "raised_hand", "leading_hand", "hands", "hips", "chest"];

    /// <summary>The anchor in picture coordinates.</summary>
    public static (double X, double Y) Find(BodyGeometry body, string anchor) => anchor switch
    {
        "leading_foot" => Point(body[LeadingSide(body, "ankle") + "_foot_index"]),
        "raised_hand" => Hand(body, RaisedSide(body)),
        "leading_hand" => Hand(body, LeadingSide(body, "wrist")),
        "hands" => Hands(body),
        "hips" => body.Middle("hip"),
        "chest" => body.Middle("shoulder"),
        _ => throw new ArgumentOutOfRangeException(nameof(anchor), anchor, "Not one of BodyAnchors.Names."),
    };

    /// <summary>The side whose joint of a kind is further forward.</summary>
    public static string LeadingSide(BodyGeometry body, string kind) =>
        (body["left_" + kind].X - body["right_" + kind].X) * body.Forward > 0 ? "left" : "right";

    /// <summary>The side whose hand is higher.</summary>
    public static string RaisedSide(BodyGeometry body) => body["left_wrist"].Y < body["right_wrist"].Y ? "left" : "right";

    /// <summary>Height of the ground under the person, as far as the feet show it.</summary>
    public static double Ground(BodyGeometry body) =>
        FeetParts.SelectMany(part => new[] { body["left_" + part].Y, body["right_" + part].Y }).Max();

    private static (double X, double Y) Hands(BodyGeometry body)
    {
        (double X, double Y) left = Hand(body, "left"), right = Hand(body, "right");
        return ((left.X + right.X) / 2, Math.Min(left.Y, right.Y));
    }

    /// <summary>The palm: halfway from the wrist to the finger's root.</summary>
    private static (double X, double Y) Hand(BodyGeometry body, string side)
    {
        Landmark wrist = body[side + "_wrist"], finger = body[side + "_index"];
        return ((wrist.X + finger.X) / 2, (wrist.Y + finger.Y) / 2);
    }

    private static (double X, double Y) Point(Landmark landmark) => (landmark.X, landmark.Y);
}
