using ReCorD.Compute.Gradients;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Lowering;
using ReCorD.Compute.Runtime;
using ReCorD.Compute.Tests.Runtime;

namespace ReCorD.Compute.Tests.Lowering;

public sealed class BlockedLinearLayersTests(ComputeRuntimeFixture fixture) : IClassFixture<ComputeRuntimeFixture>
{
    private const int Channels = 32;

    private readonly ComputeRuntime runtime = fixture.Runtime;

    [Theory]
    [InlineData(1, 16)]
    [InlineData(2, 49)]
    public void Run_LoweredFeedForward_EqualsThePlainOne(int rows, int pixels)
    {
        using Layers layers = new(Channels);
        GraphBuilder g = new("feed-forward");
        Value x = g.Input("x", ElementType.Float32, rows, pixels, Channels);
        GraphModule module = g.Build(KeyValuePair.Create("y", layers.FeedForward(x)));

        Comparison.AssertLoweredEqualsPlain(runtime, module);
    }

    [Fact]
    public void Run_LoweredGradient_EqualsThePlainOne()
    {
        using Layers layers = new(Channels);
        GraphBuilder g = new("gradient");
        Value x = g.Input("x", ElementType.Float32, 1, 20, Channels);
        Value y = layers.FeedForward(x);
        GraphModule module = g.Build(KeyValuePair.Create("y", Gradient.Of((y * y).ReduceSum([0, 1, 2]), x)[0]));

        Comparison.AssertLoweredEqualsPlain(runtime, module);
    }

    /// <summary>Only the ends are reordered: once in, once out.</summary>
    [Fact]
    public void Lower_FeedForward_StaysInBlocksBetweenItsLayers()
    {
        using Layers layers = new(Channels);
        GraphBuilder g = new("feed-forward");
        GraphModule module = g.Build(KeyValuePair.Create("y", layers.FeedForward(g.Input("x", ElementType.Float32, 1, 16, Channels))));

        GraphModule lowered = Lower(module);

        Assert.Equal(
            ["ReorderInput", "Conv", "Split", "Gelu", "Mul", "Conv", "ReorderOutput"],
            lowered.Nodes.Select(node => node.OpType).Where(op => op is not ("Reshape" or "Add" or "Identity")));
    }

    [Fact]
    public void Lower_ALayerByItself_IsLeftAlone()
    {
        using Tensor weight = Comparison.Noise(1, Channels, Channels);
        GraphBuilder g = new("layer");
        Value x = g.Input("x", ElementType.Float32, 16, Channels);
        GraphModule module = g.Build(KeyValuePair.Create("y", x.Gemm(g.Weight("w", weight), null, transposeRight: true).Gelu()));

        Assert.Same(module, Lower(module));
    }

    /// <summary>A value between the layers that something else reads too: it is given out in its own order.</summary>
    [Fact]
    public void Run_WorkBetweenLayersIsAnOutput_GivesItUnblocked()
    {
        using Layers layers = new(Channels);
        GraphBuilder g = new("outputs");
        Value x = g.Input("x", ElementType.Float32, 17, Channels);
        Value between = x.Gemm(g.Weight("first", layers.First), null, transposeRight: true).Gelu().Split(-1, 2)[0];
        Value last = between.Gemm(g.Weight("second", layers.Second), null, transposeRight: true);
        GraphModule module = g.Build(KeyValuePair.Create("y", last.ReduceSum([0, 1]) + between));

        Comparison.AssertLoweredEqualsPlain(runtime, module);
    }

    /// <summary>An operand from elsewhere keeps the work, and so the layers around it, in plain order.</summary>
    [Fact]
    public void Lower_WorkWithAnOperandFromElsewhere_IsLeftAlone()
    {
        using Layers layers = new(Channels);
        GraphBuilder g = new("elsewhere");
        Value x = g.Input("x", ElementType.Float32, 16, Channels), other = g.Input("other", ElementType.Float32, 16, Channels * 8);
        Value between = (x.Gemm(g.Weight("first", layers.First), null, transposeRight: true) * other).Split(-1, 2)[0];
        GraphModule module = g.Build(KeyValuePair.Create("y", between.Gemm(g.Weight("second", layers.Second), null, transposeRight: true)));

        Assert.Same(module, Lower(module));
    }

    private static GraphModule Lower(GraphModule module) => BlockedLinearLayers.Lower(module, new BlockedKernels(new BlockedLayout(8)), CancellationToken.None);

    /// <summary>Weights of a gated feed-forward network.</summary>
    private sealed class Layers(int channels) : IDisposable
    {
        public Tensor First { get; } = Comparison.Noise(1, channels * 8, channels);

        public Tensor Second { get; } = Comparison.Noise(2, channels, channels * 4);

        private readonly Tensor firstBias = Comparison.Noise(3, channels * 8), secondBias = Comparison.Noise(4, channels);

        public Value FeedForward(Value x)
        {
            GraphBuilder g = x.Builder;
            IReadOnlyList<Value> halves = x.Linear(g.Weight("first", First), g.Weight("first-bias", firstBias)).Split(-1, 2);
            return x + (halves[0] * halves[1].Gelu()).Linear(g.Weight("second", Second), g.Weight("second-bias", secondBias));
        }

        public void Dispose()
        {
            First.Dispose();
            Second.Dispose();
            firstBias.Dispose();
            secondBias.Dispose();
        }
    }
}
