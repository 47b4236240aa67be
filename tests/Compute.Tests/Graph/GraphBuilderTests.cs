using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Tests.Graph;

public sealed class GraphBuilderTests
{
    private readonly GraphBuilder g = new("test");

    [Fact]
    public void Build_UnreachableNodesInputsAndWeights_AreLeftOut()
    {
        Value x = g.Input("x", ElementType.Float32, 2), other = g.Input("other", ElementType.Float32, 2);
        using Tensor used = Tensor.From([1f, 2], 2), unused = Tensor.From([3f, 4], 2);
        Value kept = x * g.Weight("used", used);
        _ = other * g.Weight("unused", unused);

        GraphModule module = g.Build(KeyValuePair.Create("y", kept));

        Assert.Equal(["x"], module.Inputs.Select(input => input.Name));
        Assert.Equal(["used"], module.Initializers.Select(value => value.Name));
        Assert.DoesNotContain(module.Nodes, node => node.Inputs.Contains(other));
    }

    [Fact]
    public void Build_Nodes_ComeAfterWhatTheyRead()
    {
        Value x = g.Input("x", ElementType.Float32, 2);
        Value y = ((x * x) + x).Exp() / x.Exp();

        GraphModule module = g.Build(KeyValuePair.Create("y", y));

        HashSet<Value> known = [.. module.Inputs, .. module.Initializers];
        foreach (Node node in module.Nodes)
        {
            Assert.All(node.Inputs, input => Assert.Contains(input, known));
            known.UnionWith(node.Outputs);
        }
    }

    [Fact]
    public void Build_DeepGraph_DoesNotOverflowTheStack()
    {
        Value x = g.Input("x", ElementType.Float32, 1);
        Value y = Enumerable.Range(0, 50_000).Aggregate(x, (value, _) => -value);

        Assert.Equal(50_001, g.Build(KeyValuePair.Create("y", y)).Nodes.Count);
    }

    [Fact]
    public void Weight_SameNameOtherData_IsRefused()
    {
        using Tensor first = new(ElementType.Float32, new TensorShape(2)), second = new(ElementType.Float32, new TensorShape(2));
        Value weight = g.Weight("w", first);

        Assert.Same(weight, g.Weight("w", first));
        Assert.Throws<ArgumentException>(() => g.Weight("w", second));
    }

    [Fact]
    public void Input_NameTakenTwice_IsRefused()
    {
        g.Input("x", ElementType.Float32, 1);

        Assert.Throws<ArgumentException>(() => g.Input("x", ElementType.Float32, 1));
    }

    [Fact]
    public void Constant_EqualValues_AreKeptOnce()
    {
        Assert.Same(g.Scalar(2), g.Scalar(2));
        Assert.NotSame(g.Scalar(2), g.Scalar(3));
    }

    [Fact]
    public void Emit_SameOperatorOnSameOperands_IsAddedOnce()
    {
        Value x = g.Input("x", ElementType.Float32, 2, 3);

        Assert.Same(x.Exp(), x.Exp());
        Assert.NotSame(x.ReduceSum([0]), x.ReduceSum([1]));
        Assert.NotSame(x.Softmax(0), x.Softmax(1));
    }

    [Fact]
    public void Enter_Modules_NameNodesByTheirPath()
    {
        Value x = g.Input("x", ElementType.Float32, 1), y;
        using (g.Enter("down_blocks.0"))
        using (g.Enter("resnets.1"))
        {
            y = x.Exp();
        }

        Assert.Equal("down_blocks.0.resnets.1", y.Producer!.Scope);
        Assert.Equal("", x.Cos().Producer!.Scope);
    }
}
