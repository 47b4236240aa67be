using ReCorD.Compute.Gradients;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Compute.Tests.Gradients;

public sealed class GradientTests
{
    [Fact]
    public void Of_OperatorWithoutRule_NamesOperatorAndModule()
    {
        GraphBuilder g = new("test");
        Value x = g.Input("x", ElementType.Float32, 3);
        Value y;
        using (g.Enter("down_blocks.0"))
        {
            y = g.Emit("Acosh", [x], ElementType.Float32, x.Shape);
        }

        GradientRuleMissingException exception = Assert.Throws<GradientRuleMissingException>(() => Gradient.Of(y.Sum(), x));

        Assert.Equal("Acosh", exception.OpType);
        Assert.Equal("down_blocks.0", exception.ModulePath);
        Assert.Contains("Acosh", exception.Message, StringComparison.Ordinal);
        Assert.Contains("down_blocks.0", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_OperatorWithoutRuleBesideThePath_IsNotAsked()
    {
        GraphBuilder g = new("test");
        Value x = g.Input("x", ElementType.Float32, 3), other = g.Input("other", ElementType.Float32, 3);
        Value loss = (x * g.Emit("Acosh", [other], ElementType.Float32, other.Shape)).Sum();

        Value gradient = Gradient.Of(loss, x)[0];

        Assert.Equal(x.Shape, gradient.Shape);
    }

    [Fact]
    public void Of_NotAScalar_IsRefused()
    {
        GraphBuilder g = new("test");
        Value x = g.Input("x", ElementType.Float32, 3);

        Assert.Throws<GraphException>(() => Gradient.Of(x * 2, x));
    }

    [Fact]
    public void Build_OutputsBeforeTheEnd_LeavesOutWhatTheyDoNotNeed()
    {
        GraphBuilder g = new("test");
        Value x = g.Input("x", ElementType.Float32, 3), unused = g.Input("unused", ElementType.Float32, 3);
        Value early = x.Exp();
        _ = (early + unused).Sigmoid();

        GraphModule module = g.Build(KeyValuePair.Create("early", Gradient.Of(early.Sum(), x)[0]));

        Assert.DoesNotContain(module.Nodes, node => node.OpType is "Sigmoid" or "Add");
        Assert.Equal(["x"], module.Inputs.Select(input => input.Name));
    }

    [Fact]
    public void Of_ResultBetween_GivesItsGradientAndThoseBelow()
    {
        GradientCheck.Run(x =>
        {
            Value middle = x[0] * x[0];
            Value loss = (middle * middle).Sum();
            IReadOnlyList<Value> gradients = Gradient.Of(loss, middle, x[0]);
            return gradients[0] + gradients[1];
        }, Tensor.From([0.3f, -0.7f, 1.1f], 3));
    }

    [Fact]
    public void Emit_EqualNodes_AreKeptOnce()
    {
        GraphBuilder g = new("test");
        Value x = g.Input("x", ElementType.Float32, 3, 2);

        Assert.Same(x.Exp(), x.Exp());
        Assert.Same(x.ReduceSum([0, 1]), x.ReduceSum([0, 1]));
        Assert.NotSame(x.ReduceSum([0]), x.ReduceSum([1]));
        Assert.NotSame(x.ReduceSum([0]), x.ReduceSum([0], keepDimensions: true));
        Assert.Same(x, x.TransposeLast().TransposeLast());
    }

    [Fact]
    public void Cut_SizesThatDoNotFill_AreRefused()
        => Assert.Throws<GraphException>(() => new GraphBuilder("test").Input("x", ElementType.Float32, 4).Cut(0, 1, 2));
}
