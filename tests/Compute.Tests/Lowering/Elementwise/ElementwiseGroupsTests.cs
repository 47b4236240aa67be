using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Lowering;
using ReCorD.Compute.Lowering.Elementwise;

namespace ReCorD.Compute.Tests.Lowering.Elementwise;

public sealed class ElementwiseGroupsTests
{
    private const int Side = 128;

    [Fact]
    public void Find_Chain_IsOneGroupInItsOrder()
        => Assert.Equal([["Mul", "Exp", "Add"]], Groups((x, _) => (x * 2f).Exp() + x));

    /// <summary>The sum waits for the product, which waits for the exponential: together they would wait for themselves.</summary>
    [Fact]
    public void Find_ProductBetweenThem_KeepsThemApart()
        => Assert.Equal([["Exp"], ["Add"]], Groups((x, _) =>
        {
            Value early = x.Exp();
            return early.MatMul(x) + early;
        }));

    /// <summary>Nothing else needs the exponential: it can wait too.</summary>
    [Fact]
    public void Find_EarlyWorkForALateReader_JoinsTheReader()
        => Assert.Equal([["Exp", "Mul"]], Groups((x, y) => x.MatMul(x) * y.Exp()));

    [Fact]
    public void Find_ReadersOfOneTensor_AreOneGroup()
        => Assert.Equal([["Exp", "Sqrt"]], Groups((x, _) => x.Exp().MatMul(x.Sqrt())));

    [Fact]
    public void Find_OtherShape_IsAnotherGroup()
        => Assert.Equal([["Exp"], ["Sqrt"]], Groups((x, _) => x.Exp().Reshape(Side / 2, Side * 2).Sqrt()));

    [Fact]
    public void Find_FewNumbers_AreLeftAlone()
        => Assert.Empty(Groups((x, _) => x.ReduceSum([1], keepDimensions: true).Exp() * 2f));

    private static string[][] Groups(Func<Value, Value, Value> build)
    {
        GraphBuilder g = new("groups");
        GraphModule module = g.Build(KeyValuePair.Create("y", build(g.Input("x", ElementType.Float32, Side, Side), g.Input("other", ElementType.Float32, Side, Side))));
        return [.. ElementwiseGroups.Find(module, new GraphReaders(module)).Select(group => group.Select(node => node.OpType).Where(op => op != "Identity").ToArray())];
    }
}
