using System.Xml.Linq;
using ReCorD.Compute.Imaging;
using ReCorD.Vision.Overlays;
using ReCorD.Vision.Poses;
using ReCorD.Vision.Tests.Imaging;

namespace ReCorD.Vision.Tests.Overlays;

public sealed class PoseOverlayTests
{
    private const int LeftShoulder = 11;
    private const int LeftElbow = 13;
    private const int RightHip = 24;
    private const int RightKnee = 26;

    [Fact]
    public void Fragment_FullPose_DrawsAllLimbsTwiceAndThirteenJoints()
    {
        XElement svg = XElement.Parse(PoseOverlay.Fragment(Pose(1), OverlayCanvas.Square));

        Assert.Equal(70, svg.Elements("line").Count());
        Assert.Equal(13, svg.Elements("circle").Count());
    }

    [Fact]
    public void Fragment_NothingVisible_DrawsNothing()
        => Assert.Empty(XElement.Parse(PoseOverlay.Fragment(Pose(PoseOverlay.MinimumVisibility / 2), OverlayCanvas.Square)).Elements());

    [Fact]
    public void Draw_Sides_HaveTheirColours()
    {
        RgbImage drawn = SvgOverlay.Draw(TestFiles.Solid(512, 512, 0, 0, 0), OverlayCanvas.Square, PoseOverlay.Fragment(Pose(1), OverlayCanvas.Square));

        (byte R, byte G, byte B) left = Between(drawn, LeftShoulder, LeftElbow), right = Between(drawn, RightHip, RightKnee);
        Assert.True(left.R > left.B + 100, left.ToString());
        Assert.True(right.B > right.R + 100, right.ToString());
    }

    private static (byte R, byte G, byte B) Between(RgbImage image, int from, int to)
    {
        (Landmark a, Landmark b) = (Pose(1).Landmarks[from], Pose(1).Landmarks[to]);
        return TestFiles.Pixel(image, (int)((a.X + b.X) / 2 * image.Width), (int)((a.Y + b.Y) / 2 * image.Height));
    }

    /// <summary>Landmarks scattered so that nothing lies on the middles of the two limbs looked at.</summary>
    private static PoseEstimate Pose(double visibility) => new(
        [.. Enumerable.Range(0, 33).Select(i => new Landmark(0.1 + (0.8 * (i * i * 5 % 33) / 33), 0.1 + (0.8 * i / 33), visibility))], Box.WholePicture);
}
