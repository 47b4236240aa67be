using ReCorD.Experiments.Assertions;
using ReCorD.Experiments.Matrix;
using ReCorD.Experiments.Results;
using ReCorD.Experiments.Statistics;
using ReCorD.Experiments.Tasks;
using ReCorD.Experiments.Tests.Support;

namespace ReCorD.Experiments.Tests.Statistics;

public class SummaryBuilderTests
{
    [Fact]
    public void Build_Repetitions_CountATestOnce()
    {
        ExperimentSummary summary = Build([Item("a", 0, 0), Item("b", 0, 0, repeat: 1), Item("c", 0, 1)], ("a", 0), ("b", 1), ("c", 0.1));

        Assert.Equal(0.3, summary.Columns[0].Metrics["value"].Mean, 12);
        Assert.Equal(2, summary.Columns[0].Metrics["value"].Count);
    }

    [Fact]
    public void Build_Differences_RestOnTestsThatBothHave()
    {
        PlanItem[] items = [Item("a0", 0, 0), Item("b0", 1, 0), Item("a1", 0, 1), Item("b1", 1, 1), Item("a2", 0, 2), Item("b3", 1, 3)];

        ExperimentSummary summary = Build(items, ("a0", 0.25), ("b0", 0.5), ("a1", 0.5), ("b1", 0.75), ("a2", 9), ("b3", -9));

        MetricDifference difference = Assert.Single(summary.Differences);
        Assert.Equal(new Interval(0.25, 0.25, 0.25, 2), difference.Difference);
        Assert.Equal((2, 0), (difference.Greater, difference.Smaller));
        Assert.Equal(0, difference.Verdict);
    }

    [Fact]
    public void Build_ForeignResults_AreCountedAndLeftOut()
    {
        ExperimentSummary summary = Build([Item("a", 0, 0)], ("a", 1), ("earlier", 99));

        Assert.Equal(1, summary.Foreign);
        Assert.Equal(1, summary.Columns[0].Metrics["value"].Mean);
    }

    [Fact]
    public void Build_Assertions_AreCheckedOnResults()
    {
        Assertion assertion = new() { Type = "metric", Metric = "value", Minimum = 0.5 };
        PlanItem[] items = [Item("a", 0, 0) with { Assertions = [assertion] }, Item("b", 0, 1) with { Assertions = [assertion] }, Item("c", 0, 2)];

        ExperimentSummary summary = Build(items, ("a", 0.6), ("b", 0.4), ("c", 0.1));

        Assert.Equal((1, 1, 1), (summary.Passed, summary.Broken, summary.Columns[0].Broken));
        Assert.Equal(["expected value at least 0.5, found 0.4"], summary.Items[1].Problems);
    }

    [Fact]
    public void Build_Errors_AreNoValues()
    {
        Dictionary<string, ItemResult> results = new() { ["a"] = new ItemResult { Id = "a", Error = "no connection" }, ["b"] = Result("b", 1) };

        ExperimentSummary summary = SummaryBuilder.Build(Plan([Item("a", 0, 0), Item("b", 0, 1)]), results);

        Assert.Equal((1, 1), (summary.Done, summary.Failed));
        Assert.Equal(1, summary.Columns[0].Metrics["value"].Count);
    }

    [Theory]
    [InlineData(MetricDirection.Higher, 1)]
    [InlineData(MetricDirection.Lower, -1)]
    [InlineData(MetricDirection.None, 0)]
    public void Verdict_SureDifference_GoesByTheMetricsDirection(MetricDirection better, int verdict)
    {
        MetricInfo metric = new("m", "m", better);

        Assert.Equal(verdict, new MetricDifference(metric, "b", "a", new Interval(0.2, 0.1, 0.3, 9), 9, 0).Verdict);
        Assert.Equal(0, new MetricDifference(metric, "b", "a", new Interval(0.2, -0.1, 0.3, 9), 9, 0).Verdict);
        Assert.Equal(0, new MetricDifference(metric, "b", "a", new Interval(0.2, 0.2, 0.2, 1), 1, 0).Verdict);
        Assert.Equal(0, new MetricDifference(metric, "b", "a", new Interval(0.2, 0.1, 0.3, Interval.FewestTests - 1), 5, 0).Verdict);
        Assert.Equal(verdict, new MetricDifference(metric, "b", "a", new Interval(0.2, 0.1, 0.3, Interval.FewestTests), 6, 0).Verdict);
    }

    private static PlanItem Item(string id, int column, int test, int repeat = 0) => new(id, column, test, repeat, $"test {test}", []);

    private static ExperimentPlan Plan(PlanItem[] items) => new() { Description = "d", Task = "generate", File = "f.yaml", Columns = ["a", "b"], Metrics = [CountingTask.Value], Items = items };

    private static ItemResult Result(string id, double value) => new() { Id = id, Metrics = new Dictionary<string, double> { ["value"] = value } };

    private static ExperimentSummary Build(PlanItem[] items, params (string Id, double Value)[] results) =>
        SummaryBuilder.Build(Plan(items), results.ToDictionary(result => result.Id, result => Result(result.Id, result.Value)));
}
