using ReCorD.Compute.Imaging;
using ReCorD.Plugins.Layout;

namespace ReCorD.Plugins.Tests.Layout;

public sealed class LayoutValidatorTests
{
    private static readonly BoxArgument Person = new(100, 100, 200, 400);

    // Areas by hand: 36 * 36 / 512^2 = 0.00494 (too small), 40 * 40 / 512^2 = 0.0061, 396 * 396 / 512^2 = 0.598, 400 * 400 / 512^2 = 0.610.
    [Theory]
    [InlineData(300, 300, 400, 400, null)]
    [InlineData(0, 0, 512, 300, null)]
    [InlineData(300, 300, 340, 340, null)]
    [InlineData(116, 116, 512, 512, null)]
    [InlineData(112, 112, 512, 512, "at most 60")]
    [InlineData(300, 300, 335, 335, "at least 0.5")]
    [InlineData(400, 300, 300, 400, "inverted")]
    [InlineData(300, 400, 400, 300, "inverted")]
    [InlineData(300, 300, 300, 400, "empty")]
    [InlineData(-1, 300, 100, 400, "between 0 and 512")]
    [InlineData(450, 300, 550, 400, "[412, 300, 512, 400]")]
    [InlineData(0, 300, 500, 310, "at least 16")]
    public void CheckObject_Box_NamesWhatIsWrong(int x1, int y1, int x2, int y2, string? expected)
    {
        IReadOnlyList<string> problems = LayoutValidator.CheckObject(Box.FromPixels(x1, y1, x2, y2));

        if (expected is null)
        {
            Assert.Empty(problems);
        }
        else
        {
            Assert.Contains(problems, problem => problem.Contains(expected, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void CheckObject_NotFinite_IsRefused(double edge) =>
        Assert.Contains("not a finite number", Assert.Single(LayoutValidator.CheckObject(new Box(0.1, 0.1, edge, 0.5))), StringComparison.Ordinal);

    [Theory]
    [InlineData(100, 100, 200, 400, true)]
    [InlineData(102, 98, 200, 401, true)]
    [InlineData(103, 100, 200, 400, false)]
    [InlineData(0, 0, 512, 512, false)]
    [InlineData(int.MinValue, 100, int.MaxValue, 400, false)]
    public void CheckLayout_RepeatedPerson_MustBeTheGivenOne(int x1, int y1, int x2, int y2, bool valid)
    {
        IReadOnlyList<string> problems = LayoutValidator.CheckLayout(Box.FromPixels(300, 300, 400, 400), new BoxArgument(x1, y1, x2, y2), Person.ToBox());

        Assert.Equal(valid, problems.Count == 0);
    }

    [Fact]
    public void CheckLayout_PersonMissing_AsksForIt() =>
        Assert.Contains("[100, 100, 200, 400]", Assert.Single(LayoutValidator.CheckLayout(Box.FromPixels(300, 300, 400, 400), null, Person.ToBox())), StringComparison.Ordinal);

    [Fact]
    public void CheckLayout_NobodyFound_ChecksTheObjectAlone() =>
        Assert.Empty(LayoutValidator.CheckLayout(Box.FromPixels(300, 300, 400, 400), null, null));

    // The person is 100 x 300; a box over its lower 270 rows covers 90 %, over 271 rows more.
    [Theory]
    [InlineData(130, true)]
    [InlineData(129, false)]
    public void CheckLayout_Overlap_MayNotSwallowThePerson(int top, bool valid)
    {
        IReadOnlyList<string> problems = LayoutValidator.CheckLayout(Box.FromPixels(80, top, 380, 420), Person, Person.ToBox());

        Assert.Equal(valid, problems.Count == 0);
    }
}
