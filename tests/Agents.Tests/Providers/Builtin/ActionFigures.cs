using ReCorD.Fakes;

namespace ReCorD.Agents.Tests.Providers.Builtin;

/// <summary>
/// One figure for each verb of the embedded model's drawn world, with the limb angles that its description states (0 hanging, 90
/// forward, 180 up).
/// </summary>
internal static class ActionFigures
{
    public static IReadOnlyDictionary<string, StickFigure> All { get; } = new Dictionary<string, StickFigure>
    {
        ["kicking"] = Figure((40, 60), (-30, -20), (75, 70), (-10, -15)),
        ["holding"] = Figure((80, 90), (-5, -5), (5, 5), (-5, -5)),
        ["throwing"] = Figure((150, 170), (-40, -60), (25, 15), (-25, -30)),
        ["riding"] = Figure((60, 85), (55, 80), (70, 0), (60, -10)),
        ["sitting on"] = Figure((20, 50), (15, 45), (85, 0), (80, 0)),
        ["carrying"] = Figure((35, 95), (25, 90), (15, 5), (-15, -20)),
        ["lifting"] = Figure((165, 180), (195, 180), (10, 0), (-10, 0)),
        ["feeding"] = Figure((45, 50), (-10, -10), (20, 0), (5, -30)),
        ["walking"] = Figure((30, 40), (-25, -20), (25, 15), (-25, -30)),
        ["flying"] = Figure((130, 140), (-10, -10), (5, 5), (-8, -8)),
    };

    private static StickFigure Figure((double, double) arm, (double, double) otherArm, (double, double) leg, (double, double) otherLeg) =>
        new() { Arm = arm, OtherArm = otherArm, Leg = leg, OtherLeg = otherLeg };
}
