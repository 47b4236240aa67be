using ReCorD.Compute;
using ReCorD.Compute.Gradients;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Attention;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Tests.Attention;

/// <summary>Attention in blocks against attention as it stands in the papers, on a grid large enough for several blocks.</summary>
public sealed class BlockedAttentionTests
{
    private const int Side = 40, Heads = 5, Channels = 3;

    /// <summary>Relative to the greatest value: nothing else differs.</summary>
    private const double OrderOfAdditions = 1e-5;

    [Theory]
    [InlineData(Side, false)]
    [InlineData(Side, true)]
    [InlineData(32, false)]
    public void Attend_LargeGrid_EqualsPlainAttentionAndItsGradient(int side, bool small)
    {
        Dictionary<string, float[]> plain = Run(side, new PlainAttentionProcessor(), out int plainNodes);
        Dictionary<string, float[]> blocked = Run(side, new AttentionController { Blocks = small ? AttentionBlocks.Small : AttentionBlocks.Fast }, out int blockedNodes);

        Assert.True(blockedNodes > plainNodes + (2 * Heads), $"{blockedNodes} nodes are too few for blocks: plain attention has {plainNodes}.");
        foreach ((string name, float[] expected) in plain)
        {
            double tolerance = OrderOfAdditions * expected.Max(Math.Abs);
            Assert.All(expected.Zip(blocked[name]), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        }
    }

    [Fact]
    public void Attend_FusedLargeGrid_HasTheGradientOfPlainAttention()
    {
        Dictionary<string, float[]> plain = Run(Side, new PlainAttentionProcessor(), out int plainNodes);
        Dictionary<string, float[]> fused = Run(Side, new AttentionController { Blocks = AttentionBlocks.Fast with { Fused = true } }, out int fusedNodes);

        Assert.True(fusedNodes < plainNodes, $"{fusedNodes} nodes are too many for one operator and its gradient: plain attention has {plainNodes}.");
        foreach ((string name, float[] expected) in plain)
        {
            double tolerance = OrderOfAdditions * expected.Max(Math.Abs);
            Assert.All(expected.Zip(fused[name]), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        }
    }

    [Fact]
    public void Attend_FusedLargeGrid_IsOneOperatorWithTheSameResult()
    {
        GraphBuilder g = new("test");
        Value x = g.Input("x", ElementType.Float32, 1, Side * Side, Heads * Channels);
        AttentionController controller = new() { Blocks = AttentionBlocks.Fast with { Fused = true } };
        GraphModule module = g.Build(
            KeyValuePair.Create("fused", controller.Attend(Call(x))), KeyValuePair.Create("plain", new PlainAttentionProcessor().Attend(Call(x))));

        Assert.Equal(1, module.Nodes.Count(node => node.OpType == "MultiHeadAttention"));
        Assert.Equal(1, module.Nodes.Count(node => node.OpType == "Softmax"));
        Dictionary<string, float[]> results = Run(module);
        double tolerance = OrderOfAdditions * results["plain"].Max(Math.Abs);
        Assert.All(results["plain"].Zip(results["fused"]), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    [Fact]
    public void Attend_FusedWithHalfPrecision_IsCutAsBefore()
    {
        GraphBuilder g = new("test");
        Value x = g.Input("x", ElementType.Float16, 1, Side * Side, Heads * Channels);
        AttentionController controller = new() { Blocks = AttentionBlocks.Fast with { Fused = true } };

        GraphModule module = g.Build(KeyValuePair.Create("attended", controller.Attend(Call(x))));

        Assert.DoesNotContain(module.Nodes, node => node.OpType == "MultiHeadAttention");
        Assert.True(module.Nodes.Count(node => node.OpType == "Softmax") >= Heads);
    }

    [Theory]
    [InlineData(32, "1x1024, 2x1024")] // Two heads of 1024 x 1024 fill a block of 2 Mi; of five heads one stays alone.
    [InlineData(Side, "1x800")] // One of 1600 x 1600 is more than a block.
    public void Attend_Heads_AreComputedTogetherWhereSeveralFitABlock(int side, string blocks)
    {
        GraphBuilder g = new("test");
        Value x = g.Input("x", ElementType.Float32, 1, side * side, Heads * Channels);

        GraphModule module = g.Build(KeyValuePair.Create("attended", new AttentionController().Attend(Call(x, side))));

        IEnumerable<TensorShape> shapes = module.Nodes.Where(node => node.OpType == "Softmax").Select(node => node.Outputs[0].Shape).DistinctBy(shape => shape.ToString());
        Assert.Equal(blocks, string.Join(", ", shapes.Select(shape => $"{shape[1]}x{shape[2]}")));
    }

    [Fact]
    public void Attend_MapAskedFor_IsStillRecorded()
    {
        AttentionController controller = new();
        GraphBuilder g = new("test");
        controller.Attend(Call(g.Input("x", ElementType.Float32, 1, Side * Side, Heads * Channels)));

        Assert.Equal(new TensorShape(1, Heads, Side * Side, Side * Side), controller.Recorded[0].Probabilities.Shape);
    }

    [Theory]
    [InlineData(16, false, false)]
    [InlineData(64, false, true)]
    [InlineData(8, true, false)]
    [InlineData(16, true, true)]
    public void Suits_Grid_IsTrueWhereTheMapIsLarge(int side, bool small, bool expected)
    {
        Value x = new GraphBuilder("test").Input("x", ElementType.Float32, 1, side * side, 8 * Channels);

        Assert.Equal(expected, BlockedAttention.Suits(Call(x, side, 8), small ? AttentionBlocks.Small : AttentionBlocks.Fast));
    }

    private static Dictionary<string, float[]> Run(int side, IAttentionProcessor processor, out int nodes)
    {
        GraphBuilder g = new("test");
        Value x = g.Input("x", ElementType.Float32, 1, side * side, Heads * Channels);
        Value attended = processor.Attend(Call(x, side));
        Value gradient = Gradient.Of((attended * attended).Sum(), x)[0];
        GraphModule module = g.Build(KeyValuePair.Create("attended", attended), KeyValuePair.Create("gradient", gradient));
        nodes = module.Nodes.Count;
        return Run(module);
    }

    private static Dictionary<string, float[]> Run(GraphModule module)
    {
        using ComputeRuntime runtime = new();
        using Session session = Session.Create(runtime, module);
        TensorShape shape = module.Inputs[0].Shape;
        float[] values = [.. Enumerable.Range(0, (int)shape.ElementCount).Select(i => MathF.Sin(i * 0.37f))];
        return session.Run(new Dictionary<string, Tensor> { ["x"] = Tensor.From<float>(values, shape) })
            .ToDictionary(output => output.Key, output => output.Value.ToArray<float>());
    }

    private static AttentionCall Call(Value x, int side = Side, int heads = Heads)
    {
        Value parts = x.Reshape(1, side * side, heads, Channels);
        return new AttentionCall(
            "attn1", false, side, side, parts.Transpose(0, 2, 1, 3), (parts * 0.7f).Transpose(0, 2, 3, 1), (parts * 1.3f).Transpose(0, 2, 1, 3));
    }
}
