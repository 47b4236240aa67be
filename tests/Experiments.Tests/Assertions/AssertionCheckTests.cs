using ReCorD.Experiments.Assertions;
using ReCorD.Experiments.Results;

namespace ReCorD.Experiments.Tests.Assertions;

public class AssertionCheckTests
{
    private static readonly ItemResult Result = new() { Id = "1", Output = "[1, 2, 3, 4]", Reasoning = "The Ball is near.", Metrics = new Dictionary<string, double> { ["iou"] = 0.5 } };

    [Theory]
    [InlineData(0.5, null, true)]
    [InlineData(0.51, null, false)]
    [InlineData(null, 0.5, true)]
    [InlineData(null, 0.49, false)]
    [InlineData(0.4, 0.6, true)]
    public void Problem_Metric_ComparesWithBothEnds(double? minimum, double? maximum, bool holds) =>
        Assert.Equal(holds, AssertionCheck.Problem(new Assertion { Type = "metric", Metric = "iou", Minimum = minimum, Maximum = maximum }, Result) is null);

    [Theory]
    [InlineData("equals", "[1, 2, 3, 4]", true)]
    [InlineData("equals", "[1, 2", false)]
    [InlineData("contains", "Ball", true)]
    [InlineData("contains", "ball", false)]
    [InlineData("icontains", "ball", true)]
    public void Problem_Text_ComparesAnswerAndReasoning(string type, string value, bool holds)
    {
        Assert.Equal(holds, AssertionCheck.Problem(new Assertion { Type = type, Value = value }, Result) is null);
        Assert.Equal(!holds, AssertionCheck.Problem(new Assertion { Type = type, Value = value, Negated = true }, Result) is null);
    }

    [Fact]
    public void Problem_BrokenOnes_SayWhatWasExpectedAndFound()
    {
        Assert.Equal("expected iou at least 0.9, found 0.5", AssertionCheck.Problem(new Assertion { Type = "metric", Metric = "iou", Minimum = 0.9 }, Result));
        Assert.Equal("expected cost at most 1, found no such metric", AssertionCheck.Problem(new Assertion { Type = "metric", Metric = "cost", Maximum = 1 }, Result));
        Assert.Equal("expected the answer to be 'x', found '[1, 2, 3, 4]'", AssertionCheck.Problem(new Assertion { Type = "equals", Value = "x" }, Result));
    }
}
