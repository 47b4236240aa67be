using System.Globalization;
using ReCorD.Plugins.Layout;

namespace ReCorD.Fakes;

/// <summary>Arguments of good answers about the scene of <see cref="TestRun"/>.</summary>
internal static class Answers
{
    /// <summary>A layout with a box as the model writes it, and all else in order.</summary>
    public static string Layout(string box)
    {
        BoxArgument person = BoxArgument.From(StickFigure.Kicking.ToPose().PersonBox);
        return string.Create(CultureInfo.InvariantCulture, $$"""
            {"object_box": {{box}}, "person_box": {"x1": {{person.X1}}, "y1": {{person.Y1}}, "x2": {{person.X2}}, "y2": {{person.Y2}}}, "pose_type": "dynamic", "body_orientation": "profile",
             "facial_direction": "right", "object_relationship": "near", "object_size": "small", "reasoning": "It lies there."}
            """);
    }
}
