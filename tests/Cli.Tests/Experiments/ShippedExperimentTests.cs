using ReCorD.Cli.Application;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Experiments;

public class ShippedExperimentTests
{
    [Theory]
    [InlineData("layout-restoration.yaml", "= 100 items")]
    [InlineData("pose-selection.yaml", "= 50 items")]
    [InlineData("closed-loop.yaml", "x 60 tests x 1 times = 120 items")]
    public async Task Validate_Shipped_CanAllBeDone(string name, string matrix)
    {
        using CommandHarness harness = new();

        int code = await harness.RunAsync("experiment", "validate", ShippedExperiments.At(name));

        Assert.Equal("", harness.Error.ToString());
        Assert.Equal(ExitCode.Success, code);
        Assert.Contains(matrix, harness.Output.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The recording answers only the very requests that were recorded: where prompts or tools have changed, docs/experiments.md says how to make it anew.</summary>
    [Fact]
    public async Task Run_LayoutRestoration_KnowingTheActionHelps()
    {
        using CommandHarness harness = new();

        int code = await harness.RunAsync("experiment", "run", ShippedExperiments.At("layout-restoration.yaml"), "--limit", "20");

        Assert.Equal("", harness.Error.ToString());
        Assert.Equal(ExitCode.Success, code);
        Assert.Matches(@"IoU with the truth +built-in planner +\+0\.\d+ \[\+0\.\d+, \+0\.\d+\] .* better", harness.Output.ToString());
    }
}
