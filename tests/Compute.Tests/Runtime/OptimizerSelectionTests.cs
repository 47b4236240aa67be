using System.Globalization;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Runtime;

namespace ReCorD.Compute.Tests.Runtime;

public sealed class OptimizerSelectionTests(ComputeRuntimeFixture fixture) : IClassFixture<ComputeRuntimeFixture>
{
    private const int Many = 20_000;

    [Fact]
    public void For_SmallGraph_LeavesTheSettingsAsTheyAre()
    {
        SessionSettings settings = new();

        Assert.Same(settings, OptimizerSelection.For(Steps(Many - 1), settings));
    }

    [Fact]
    public void For_LargeGraph_LeavesOptimisersOutOnTheProcessorOnly()
    {
        GraphModule large = Steps(Many);

        Assert.Equal(OptimizerSelection.LeftOut, OptimizerSelection.For(large, new SessionSettings()).ConfigEntries[OptimizerSelection.LeftOutKey]);
        Assert.Empty(OptimizerSelection.For(large, new SessionSettings { Device = "cuda" }).ConfigEntries);
    }

    [Fact]
    public void For_EntriesOfTheCaller_Stay()
    {
        SessionSettings settings = new();
        settings = settings with { ConfigEntries = settings.ConfigEntries.Add(OptimizerSelection.LeftOutKey, "GeluFusion").Add("session.log_id", "mine") };

        SessionSettings chosen = OptimizerSelection.For(Steps(Many), settings);

        Assert.Equal("GeluFusion", chosen.ConfigEntries[OptimizerSelection.LeftOutKey]);
        Assert.Equal("mine", chosen.ConfigEntries["session.log_id"]);
        Assert.Equal("1", chosen.ConfigEntries[OptimizerSelection.NoQuantisationKey]);
    }

    [Fact]
    public void Create_LargeGraph_GivesWhatTheSameStepsGiveOneByOne()
    {
        using Session session = Session.Create(fixture.Runtime, Steps(Many));
        using Tensor x = Tensor.From([1f, -2f], 1, 2);
        using Tensor y = session.Run(new Dictionary<string, Tensor> { ["x"] = x })["y"];

        float[] expected = [1f, -2f];
        for (int step = 0; step < Many - 1; step++)
        {
            expected = step % 2 == 0 ? [expected[0] + Term(step), expected[1] + Term(step)] : [-expected[0], -expected[1]];
        }

        // Halves and their sums are exact in single precision.
        Assert.Equal(expected, y.ToArray<float>());
    }

    private static float Term(int step) => (step % 100) / 2f;

    /// <summary>A chain of so many nodes, which adds half numbers and changes signs.</summary>
    private static GraphModule Steps(int count)
    {
        GraphBuilder g = new(count.ToString(CultureInfo.InvariantCulture));
        Value value = g.Input("x", ElementType.Float32, 1, 2);
        for (int step = 0; step < count - 1; step++)
        {
            value = step % 2 == 0 ? value + Term(step) : value * -1f;
        }

        // The output's name is given by a node of its own.
        GraphModule module = g.Build(KeyValuePair.Create("y", value));
        Assert.Equal(count, module.Nodes.Count);
        return module;
    }
}
