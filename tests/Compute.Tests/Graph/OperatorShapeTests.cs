using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Tests.Graph;

/// <summary>Operators infer shapes when they are made, and refuse operands that do not fit with a message that names them.</summary>
public sealed class OperatorShapeTests
{
    private readonly GraphBuilder g = new("test");

    [Theory]
    [InlineData(new long[] { 2, 3, 4 }, new long[] { 3, 1 }, new long[] { 2, 3, 4 })]
    [InlineData(new long[] { 1 }, new long[] { 5, 1 }, new long[] { 5, 1 })]
    [InlineData(new long[] { }, new long[] { 2 }, new long[] { 2 })]
    public void Add_BroadcastShapes_Combine(long[] left, long[] right, long[] expected)
        => Assert.Equal(expected, (Input(left) + Input(right)).Shape);

    [Fact]
    public void Add_ShapesThatDoNotFit_NamesBoth()
    {
        GraphException exception = Assert.Throws<GraphException>(() => Input(2, 3) + Input(2, 4));

        Assert.Contains("[2, 3]", exception.Message, StringComparison.Ordinal);
        Assert.Contains("[2, 4]", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_OtherTypes_AreRefused()
        => Assert.Throws<GraphException>(() => Input(2) + g.Input("integers", ElementType.Int64, 2));

    [Theory]
    [InlineData(1, 1, 8)]
    [InlineData(2, 1, 4)]
    [InlineData(2, 0, 3)]
    public void Conv_StrideAndPadding_GiveTorchSizes(int stride, int padding, int expected)
        => Assert.Equal([1, 6, expected, expected], Input(1, 4, 8, 8).Conv(Input(6, 4, 3, 3), null, stride, padding).Shape);

    [Fact]
    public void Conv_ChannelsThatDoNotFit_AreRefused()
        => Assert.Throws<GraphException>(() => Input(1, 4, 8, 8).Conv(Input(6, 5, 3, 3)));

    [Fact]
    public void MatMul_InnerSizesThatDoNotFit_AreRefused()
        => Assert.Throws<GraphException>(() => Input(2, 3).MatMul(Input(4, 2)));

    [Fact]
    public void MatMul_LeadingAxes_Broadcast()
        => Assert.Equal([5, 2, 3, 7], Input(5, 1, 3, 4).MatMul(Input(2, 4, 7)).Shape);

    [Fact]
    public void Reshape_OtherCount_IsRefused() => Assert.Throws<GraphException>(() => Input(2, 3).Reshape(5));

    [Fact]
    public void Concat_OtherDimensions_AreRefused() => Assert.Throws<GraphException>(() => ShapeOperators.Concat(0, Input(2, 3), Input(2, 4)));

    [Fact]
    public void Split_UnequalParts_AreRefused() => Assert.Throws<GraphException>(() => Input(2, 3).Split(1, 2));

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(1, 1)]
    [InlineData(0, 4)]
    public void Slice_OutsideTheAxis_IsRefused(int start, int end) => Assert.Throws<GraphException>(() => Input(3).Slice(0, start, end));

    [Fact]
    public void GroupNormalization_GroupsThatDoNotDivide_AreRefused()
        => Assert.Throws<GraphException>(() => Input(1, 6, 2, 2).GroupNormalization(4, Input(6), Input(6), 1e-5f));

    private Value Input(params long[] shape) => g.Input($"x{Guid.NewGuid():N}", ElementType.Float32, shape);
}
