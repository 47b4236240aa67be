using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Tests.Graph;

/// <summary>Two operations for each multiply-add, by the textbook formulas.</summary>
public sealed class FlopCounterTests
{
    private readonly GraphBuilder g = new("test");

    [Fact]
    public void Count_MatMul_IsTwiceTheProductOfSizes() => Assert.Equal(2 * 5 * 3 * 4 * 7, Count(Input("a", 5, 3, 4).MatMul(Input("b", 4, 7))));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Count_Gemm_IsTwiceTheProductOfSizes(bool transposed)
        => Assert.Equal(2 * 3 * 4 * 5, Count((transposed ? Input("a", 4, 3) : Input("a", 3, 4)).Gemm(Input("b", 4, 5), null, transposed)));

    [Fact]
    public void Count_Conv_IsTwiceResultsTimesKernel() => Assert.Equal(2 * (6 * 8 * 8) * (4 * 9), Count(Input("a", 1, 4, 8, 8).Conv(Input("b", 6, 4, 3, 3), null, 1, 1)));

    [Fact]
    public void Count_FusedAttention_IsThatOfItsTwoProducts()
        => Assert.Equal(2 * (2 * 3 * 6 * 5) * 4 * 2, Count(Input("q", 2, 3, 6, 4).FusedAttention(Input("k", 2, 3, 5, 4), Input("v", 2, 3, 5, 4))));

    [Fact]
    public void Count_Elementwise_IsNothing() => Assert.Equal(0, Count(Input("a", 5).Exp()));

    private Value Input(string name, params long[] shape) => g.Input(name, ElementType.Float32, shape);

    private double Count(Value value) => FlopCounter.Count(g.Build(KeyValuePair.Create("y", value)));
}
