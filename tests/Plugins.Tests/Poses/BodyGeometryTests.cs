using ReCorD.Fakes;
using ReCorD.Plugins.Poses;
using ReCorD.Vision.Poses;

namespace ReCorD.Plugins.Tests.Poses;

public sealed class BodyGeometryTests
{
    [Theory]
    [InlineData(1, "right")]
    [InlineData(-1, "left")]
    public void Facing_SideView_FollowsNoseAndFeet(int facing, string name)
    {
        BodyGeometry body = BodyGeometry.From((StickFigure.Kicking with { Facing = facing }).ToPose());

        Assert.Equal(facing, body.Facing);
        Assert.Equal(name, body.FacingName);
    }

    [Fact]
    public void Facing_NoseOverEarsAndFeetOverHeels_IsTheViewer()
    {
        PoseEstimate side = StickFigure.Standing.ToPose();
        Landmark[] frontal = [.. side.Landmarks.Select(point => point with { X = 0.5 })];

        BodyGeometry body = BodyGeometry.From(side with { Landmarks = frontal });

        Assert.Equal(0, body.Facing);
        Assert.Equal("viewer", body.FacingName);
        Assert.NotEqual(0, body.Forward);
    }

    // The figure's trunk and leg are 35/43 of its height; the estimate takes them for 0.8 of it: 0.6 * (35/43) / 0.8 = 0.6105.
    [Fact]
    public void Height_StandingFigure_IsNearItsHeight() =>
        Assert.Equal(0.6 * 35 / 43 / 0.8, BodyGeometry.From(StickFigure.Standing.ToPose()).Height, 6);

    [Theory]
    [InlineData(1, 75)]
    [InlineData(-1, 75)]
    [InlineData(1, 195)]
    [InlineData(-1, 195)]
    [InlineData(1, -60)]
    public void SegmentAngle_KnownAngle_IsRecoveredOnBothSides(int facing, double degrees)
    {
        StickFigure figure = StickFigure.Standing with { Facing = facing, Arm = (degrees, degrees) };

        Assert.Equal(degrees, BodyGeometry.From(figure.ToPose()).SegmentAngle("right_shoulder", "right_elbow"), 6);
    }

    [Fact]
    public void From_WrongNumberOfLandmarks_SaysHowManyAreNeeded()
    {
        PoseEstimate pose = StickFigure.Standing.ToPose();

        ArgumentException error = Assert.Throws<ArgumentException>(() => BodyGeometry.From(pose with { Landmarks = [.. pose.Landmarks.Take(17)] }));

        Assert.Contains("33", error.Message, StringComparison.Ordinal);
    }
}
