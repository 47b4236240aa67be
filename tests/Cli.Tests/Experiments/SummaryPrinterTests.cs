using System.Text.Json.Nodes;
using ReCorD.Cli.Experiments;
using ReCorD.Experiments.Matrix;
using ReCorD.Experiments.Results;
using ReCorD.Experiments.Statistics;
using ReCorD.Experiments.Tasks;

namespace ReCorD.Cli.Tests.Experiments;

public sealed class SummaryPrinterTests
{
    private static readonly MetricInfo Value = new("value", "value", MetricDirection.Higher);

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Print_FewTests_GivesTheMeanAndSaysSo(int tests)
    {
        string table = Print(Summary(tests));

        Assert.Contains($"0.500 (n = {tests}: too few for an interval)", table, StringComparison.Ordinal);
        Assert.Contains($"+0.250 (n = {tests}: too few for an interval)", table, StringComparison.Ordinal);
        Assert.Contains("not known", table, StringComparison.Ordinal);
        Assert.DoesNotContain("[", table, StringComparison.Ordinal);
        Assert.True(JsonNode.Parse(SummaryJson.Write(Summary(tests)))!["differences"]![0]!["difference"]!["tooFew"]!.GetValue<bool>());
    }

    [Fact]
    public void Print_SixTests_GivesTheInterval()
    {
        string table = Print(Summary(6));

        Assert.Contains("0.500 [0.500, 0.500]", table, StringComparison.Ordinal);
        Assert.Contains("+0.250 [+0.250, +0.250]", table, StringComparison.Ordinal);
        Assert.Contains("better", table, StringComparison.Ordinal);
        Assert.DoesNotContain("too few", table, StringComparison.Ordinal);
    }

    private static string Print(ExperimentSummary summary)
    {
        using StringWriter output = new();
        SummaryPrinter.Print(summary, output);
        return output.ToString();
    }

    /// <summary>Two columns, of which the second has 0.25 more on each test.</summary>
    private static ExperimentSummary Summary(int tests)
    {
        PlanItem[] items = [.. from column in Enumerable.Range(0, 2) from test in Enumerable.Range(0, tests) select new PlanItem($"{column}-{test}", column, test, 0, $"test {test}", [])];
        ExperimentPlan plan = new() { Description = "d", Task = "generate", File = "f.yaml", Columns = ["a", "b"], Metrics = [Value], Items = items };
        return SummaryBuilder.Build(plan, items.ToDictionary(item => item.Id, item => new ItemResult { Id = item.Id, Metrics = new Dictionary<string, double> { ["value"] = item.Column == 0 ? 0.25 : 0.5 } }));
    }
}
