using ReCorD.Cli.CommandLine;
using ReCorD.Compute.Imaging;

namespace ReCorD.Cli.Tests.CommandLine;

public class BoxOptionTests
{
    [Fact]
    public void TryParse_FourEdges_AreSharesOfTheReferenceCanvas()
    {
        bool parsed = BoxOption.TryParse("128, 256,256,512", out Box box, out _);

        Assert.True(parsed);
        Assert.Equal(new Box(0.25, 0.5, 0.5, 1), box);
    }

    [Theory]
    [InlineData("", "four numbers")]
    [InlineData("1,2,3", "four numbers")]
    [InlineData("1,2,3,x", "four numbers")]
    [InlineData("1,2,3,NaN", "inside the picture")]
    [InlineData("-1,2,30,40", "inside the picture")]
    [InlineData("1,2,30,513", "inside the picture")]
    [InlineData("30,2,1,40", "x1 < x2")]
    [InlineData("1,40,30,40", "y1 < y2")]
    public void TryParse_BadBox_SaysWhatIsWrong(string text, string expected)
    {
        bool parsed = BoxOption.TryParse(text, out _, out string problem);

        Assert.False(parsed);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.Contains(text, problem, StringComparison.Ordinal);
    }
}
