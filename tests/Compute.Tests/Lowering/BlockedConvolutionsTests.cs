using ReCorD.Compute.Gradients;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Lowering;
using ReCorD.Compute.Runtime;
using ReCorD.Compute.Tests.Runtime;

namespace ReCorD.Compute.Tests.Lowering;

public sealed class BlockedConvolutionsTests(ComputeRuntimeFixture fixture) : IClassFixture<ComputeRuntimeFixture>
{
    private readonly ComputeRuntime runtime = fixture.Runtime;

    [Theory]
    [InlineData(32, 48, 3, 1, new long[] { 1, 1, 1, 1 }, 1)]
    [InlineData(32, 32, 3, 2, new long[] { 1, 1, 1, 1 }, 1)]
    [InlineData(16, 32, 3, 2, new long[] { 0, 0, 1, 1 }, 1)]
    [InlineData(16, 16, 3, 1, new long[] { 2, 0, 1, 3 }, 1)]
    [InlineData(48, 16, 1, 1, new long[] { 0, 0, 0, 0 }, 1)]
    [InlineData(16, 16, 5, 1, new long[] { 2, 2, 2, 2 }, 1)]
    [InlineData(16, 32, 3, 1, new long[] { 2, 2, 2, 2 }, 2)]
    [InlineData(4, 32, 3, 1, new long[] { 1, 1, 1, 1 }, 1)]
    [InlineData(32, 4, 3, 1, new long[] { 1, 1, 1, 1 }, 1)]
    [InlineData(20, 36, 3, 1, new long[] { 1, 1, 1, 1 }, 1)]
    public void Run_LoweredConvolution_EqualsThePlainOne(long ins, long outs, long size, long stride, long[] pads, long dilation)
    {
        GraphBuilder g = new("convolution");
        Value x = g.Input("x", ElementType.Float32, 2, ins, 9, 7);
        using Tensor kernel = Comparison.Noise(1, outs, ins, size, size), bias = Comparison.Noise(2, outs);
        GraphModule module = g.Build(KeyValuePair.Create("y", x.Conv(g.Weight("kernel", kernel), g.Weight("bias", bias), stride, pads, dilation)));

        Comparison.AssertLoweredEqualsPlain(runtime, module);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public void Run_LoweredGradient_EqualsThePlainOne(long size)
    {
        GraphBuilder g = new("gradient");
        Value x = g.Input("x", ElementType.Float32, 1, 32, 6, 5);
        using Tensor first = Comparison.Noise(1, 48, 32, size, size), second = Comparison.Noise(2, 16, 48, size, size);
        Value y = x.Conv(g.Weight("first", first), null, 1, size / 2).Conv(g.Weight("second", second), null, 1, size / 2);
        Value loss = (y * y).ReduceSum([0, 1, 2, 3]);
        GraphModule module = g.Build(KeyValuePair.Create("y", Gradient.Of(loss, x)[0]));

        Comparison.AssertLoweredEqualsPlain(runtime, module);
    }

    [Fact]
    public void Lower_ConvolutionsOfOneNetwork_ShareKernelsAcrossGraphs()
    {
        BlockedKernels kernels = new(new BlockedLayout(8));
        using Tensor kernel = Comparison.Noise(1, 16, 16, 3, 3);

        GraphModule[] lowered = [.. new[] { 1, 4 }.Select(rows => BlockedConvolutions.Lower(OneConvolution(rows, kernel), kernels, CancellationToken.None))];

        Assert.Equal(["ReorderInput", "Conv", "ReorderOutput", "Identity"], lowered[0].Nodes.Select(node => node.OpType));
        Assert.Same(Assert.Single(lowered[0].Initializers).Initializer, Assert.Single(lowered[1].Initializers).Initializer);
    }

    [Fact]
    public void Lower_TurnedKernel_LeavesNothingToFold()
    {
        BlockedKernels kernels = new(new BlockedLayout(8));
        using Tensor kernel = Comparison.Noise(1, 16, 8, 3, 3);
        GraphBuilder g = new("turned");
        Value turned = g.Weight("kernel", kernel).Transpose(1, 0, 2, 3).Flip(2, 3);
        GraphModule module = g.Build(KeyValuePair.Create("y", g.Input("x", ElementType.Float32, 1, 16, 5, 5).Conv(turned, null, 1, 1)));

        GraphModule lowered = BlockedConvolutions.Lower(module, kernels, CancellationToken.None);

        Assert.Equal(["ReorderInput", "Conv", "ReorderOutput", "Identity"], lowered.Nodes.Select(node => node.OpType));
        Assert.NotSame(kernel, Assert.Single(lowered.Initializers).Initializer);
    }

    [Fact]
    public void Lower_GroupedConvolution_IsLeftAlone()
    {
        GraphBuilder g = new("grouped");
        Value x = g.Input("x", ElementType.Float32, 1, 16, 5, 5);
        using Tensor kernel = Comparison.Noise(1, 16, 8, 3, 3);
        Dictionary<string, object> attributes = new() { ["group"] = 2L, ["pads"] = new long[] { 1, 1, 1, 1 } };
        Value y = g.Emit("Conv", [x, g.Weight("kernel", kernel)], ElementType.Float32, x.Shape, attributes);

        GraphModule lowered = BlockedConvolutions.Lower(g.Build(KeyValuePair.Create("y", y)), new BlockedKernels(new BlockedLayout(8)), CancellationToken.None);

        Assert.All(lowered.Nodes, node => Assert.Empty(node.Domain));
    }

    [Fact]
    public void Lower_DeferredKernel_IsLetGoOfAfterwards()
    {
        int loads = 0;
        using Tensor kernel = Tensor.Deferred(ElementType.Float32, new TensorShape(8, 8, 3, 3), () =>
        {
            loads++;
            return Comparison.Noise(1, 8, 8, 3, 3);
        });
        BlockedKernels kernels = new(new BlockedLayout(8));

        Tensor plain = kernels.Get(kernel, KernelForm.Plain), again = kernels.Get(kernel, KernelForm.Plain), turned = kernels.Get(kernel, KernelForm.Turned);

        Assert.Same(plain, again);
        Assert.NotSame(plain, turned);
        Assert.Equal(2, loads);
    }

    private static GraphModule OneConvolution(int rows, Tensor kernel)
    {
        GraphBuilder g = new("network");
        return g.Build(KeyValuePair.Create("y", g.Input("x", ElementType.Float32, rows, 16, 5, 5).Conv(g.Weight("kernel", kernel), null, 1, 1)));
    }
}
