using ReCorD.Cli.Report.Drawing;
using ReCorD.Compute.Imaging;

namespace ReCorD.Cli.Tests.Report;

public class HeatColorsTests
{
    [Fact]
    public void Paint_Values_RunFromTheFirstToTheLastColour()
    {
        RgbImage image = HeatColors.Paint(new ScalarMap(4, 1, [0, 1, 2, float.NaN]), 1);

        // Ends of matplotlib's "inferno"; values above the maximum stay at the end, NaN counts as nothing.
        Assert.Equal([0, 0, 4, 252, 255, 164, 252, 255, 164, 0, 0, 4], image.Pixels);
    }
}
