using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Lowering;
using ReCorD.Compute.Runtime;
using ReCorD.Compute.Tests.Runtime;

namespace ReCorD.Compute.Tests.Lowering;

public sealed class OwnMatrixProductsTests(ComputeRuntimeFixture fixture) : IClassFixture<ComputeRuntimeFixture>
{
    /// <summary>Two products of one weight, as in a layer and its gradient: with and without bias, transposed and not.</summary>
    [Fact]
    public void Run_WeightsNotPacked_EqualsThePlainGraph()
    {
        using Tensor weight = Comparison.Noise(1, 1024, 1040), bias = Comparison.Noise(2, 1024);
        GraphModule module = LayerAndBack(1029, weight, bias);

        Assert.Equal(2, Lower(module).Nodes.Count(IsOwn));
        Comparison.AssertLoweredEqualsPlain(fixture.Runtime, module, WeightPacking.Shared);
    }

    [Fact]
    public void Lower_SmallProduct_IsLeftAlone()
    {
        using Tensor weight = Comparison.Noise(1, 1024, 1024), bias = Comparison.Noise(2, 1024);
        GraphModule module = LayerAndBack(1023, weight, bias);

        Assert.Same(module, Lower(module));
    }

    [Fact]
    public void Lower_WidthThatIsNotOfWholeVectors_IsLeftAlone()
    {
        using Tensor weight = Comparison.Noise(1, 1024, 1036), bias = Comparison.Noise(2, 1024);
        GraphModule module = LayerAndBack(1029, weight, bias);

        Assert.Same(module, Lower(module));
    }

    /// <summary>Maps of attention are products of what is computed: ONNX Runtime's operator has nothing to reorder twice there.</summary>
    [Fact]
    public void Lower_NoWeight_IsLeftAlone()
    {
        GraphBuilder g = new("no-weight");
        GraphModule module = g.Build(KeyValuePair.Create("y", g.Input("a", ElementType.Float32, 1024, 1024).Gemm(g.Input("b", ElementType.Float32, 1024, 1024))));

        Assert.Same(module, Lower(module));
    }

    private static GraphModule LayerAndBack(int rows, Tensor weight, Tensor bias)
    {
        GraphBuilder g = new("layer");
        Value w = g.Weight("w", weight), x = g.Input("x", ElementType.Float32, rows, weight.Shape[1]);
        return g.Build(KeyValuePair.Create("y", x.Gemm(w, g.Weight("bias", bias), transposeRight: true).Gemm(w)));
    }

    private static bool IsOwn(Node node) => node is { OpType: OwnOperators.MatrixProduct, Domain: OwnOperators.Domain };

    private static GraphModule Lower(GraphModule module) => OwnMatrixProducts.Lower(module, CancellationToken.None);
}
