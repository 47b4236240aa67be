using ReCorD.Agents.Providers.Builtin;
using ReCorD.Compute.Imaging;
using ReCorD.Fakes;
using ReCorD.Plugins.Layout;
using ReCorD.Vision.Poses;

namespace ReCorD.Agents.Tests.Providers.Builtin;

public sealed class ObjectPlacerTests
{
    private readonly AffordanceLibrary library = AffordanceLibrary.Load(TestPrompts.Folder);

    /// <summary>Verb, object, and the landmark beside which the object must be, with where it must be seen from that landmark (forward, up; 0 = either).</summary>
    public static TheoryData<string, string, string, int, int> Cases => new()
    {
        { "kicking", "ball", "right_foot_index", 1, 0 },
        { "holding", "cup", "right_wrist", 1, 1 },
        { "throwing", "frisbee", "right_wrist", 0, 1 },
        { "riding", "horse", "right_hip", 0, -1 },
        { "sitting on", "chair", "right_hip", 0, -1 },
        { "carrying", "box", "right_wrist", 1, 0 },
        { "lifting", "box", "right_wrist", 0, 1 },
        { "feeding", "bird", "right_wrist", 1, -1 },
        { "walking", "dog", "right_wrist", 1, -1 },
        { "flying", "kite", "right_wrist", 1, 1 },
        { "juggling", "orange", "right_wrist", 1, 0 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Place_Verb_PutsTheObjectAtItsLandmark(string verb, string thing, string landmark, int forward, int up)
    {
        foreach (int facing in new[] { 1, -1 })
        {
            StickFigure figure = ActionFigures.All.GetValueOrDefault(verb, ActionFigures.All["holding"]) with { Facing = facing, Hips = (facing > 0 ? 0.4 : 0.6, 0.6) };
            PoseEstimate pose = figure.ToPose();
            Landmark point = pose.Landmarks[LandmarkNames.All.ToList().IndexOf(landmark)];

            Box box = ObjectPlacer.Place(library.Find(verb).Class, library.SizeOf(thing), pose, null).Box;

            Assert.Empty(LayoutValidator.CheckLayout(box, BoxArgument.From(pose.PersonBox), pose.PersonBox));
            double ahead = (box.CenterX - point.X) * facing, above = point.Y - box.CenterY;
            Assert.True(forward == 0 || ahead * forward > 0, $"{verb}, facing {facing}: {ahead:0.00} ahead of {landmark}");
            Assert.True(up == 0 || above * up > 0, $"{verb}, facing {facing}: {above:0.00} above {landmark}");
            Assert.True(Math.Abs(ahead) < 0.35, $"{verb}, facing {facing}: {ahead:0.00} from {landmark}");
        }
    }

    [Theory]
    [InlineData("feeding", "bird")]
    [InlineData("walking", "dog")]
    [InlineData("sitting on", "chair")]
    public void Place_ThingsOnTheGround_StandWhereTheFeetStand(string verb, string thing)
    {
        PoseEstimate pose = ActionFigures.All[verb].ToPose();

        Box box = ObjectPlacer.Place(library.Find(verb).Class, library.SizeOf(thing), pose, null).Box;

        Assert.Equal(pose.Landmarks.Skip(27).Max(point => point.Y), box.Bottom, 6);
    }

    // A ball is 0.12 to 0.3 of the body's height; the figure's estimated height is 0.6 * (35/43) / 0.8 = 0.6105 of the picture. Boxes are
    // made at least 0.03 of the picture large, a side of 0.1732.
    [Theory]
    [InlineData(0.18, 0.18)]
    [InlineData(0.5, 0.3 * 0.6105)]
    [InlineData(0.01, 0.1732)]
    public void Place_PresentSize_IsKeptWithinTheUsual(double present, double expected)
    {
        PoseEstimate pose = StickFigure.Kicking.ToPose();

        Box box = ObjectPlacer.Place(library.Find("kicking").Class, library.SizeOf("ball"), pose, Box.FromCenter(0.3, 0.3, present, present)).Box;

        Assert.Equal(expected, box.Width, 3);
    }

    [Fact]
    public void Place_PersonAtTheEdge_StaysOnTheCanvas()
    {
        PoseEstimate pose = (StickFigure.Kicking with { Hips = (0.9, 0.6) }).ToPose();

        Box box = ObjectPlacer.Place(library.Find("kicking").Class, library.SizeOf("ball"), pose, null).Box;

        Assert.Empty(LayoutValidator.CheckObject(box));
    }
}
