using ReCorD.Compute.Gradients;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Runtime;

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

    /// <summary>Probabilities of 4 MiB from queries and keys of 16 KiB: kept in one graph, computed again in the other.</summary>
    [Fact]
    public void Of_LargeProbabilities_ComputesThemAgainWithTheSameResult()
    {
        const int Pixels = 1024, Channels = 2;
        GraphBuilder g = new("test");
        Value x = g.Input("x", ElementType.Float32, Pixels, Channels), transposed = x.TransposeLast();
        Value probabilities = x.MatMul(transposed).Softmax(-1), attended = probabilities.MatMul(x);
        Value gradient = Gradient.Of((attended * attended).Sum(), x)[0];
        GraphModule module = g.Build(KeyValuePair.Create("attended", attended), KeyValuePair.Create("gradient", gradient));
        GraphModule forward = g.Build(KeyValuePair.Create("forward", attended));
        using ComputeRuntime runtime = new();
        using Session session = Session.Create(runtime, module);
        float[] values = [.. Enumerable.Range(0, Pixels * Channels).Select(i => MathF.Sin(i * 0.37f))];

        float[] result = session.Run(new Dictionary<string, Tensor> { ["x"] = Tensor.From(values, Pixels, Channels) })["gradient"].ToArray<float>();

        Assert.Equal(2, module.Nodes.Count(node => node.OpType == "Softmax"));
        double[] expected = Differences(values, Pixels, Channels, [0, 777, 2047]);
        Assert.Equal(expected[0], result[0], 1e-4);
        Assert.Equal(expected[1], result[777], 1e-4);
        Assert.Equal(expected[2], result[2047], 1e-4);
        Assert.Equal(3.0 * 2 * 2 * Pixels * Pixels * Channels + (2.0 * Pixels * Pixels), FlopCounter.Count(module), 0.0);
        Assert.Equal(2.0 * 2 * Pixels * Pixels * Channels, FlopCounter.Count(forward));
    }

    /// <summary>Central differences of the sum of squares of softmax(x x') x, in double precision.</summary>
    private static double[] Differences(float[] x, int rows, int columns, int[] at)
    {
        const double Step = 1e-4;
        return [.. at.Select(index =>
        {
            double Loss(double change)
            {
                double[] moved = [.. x.Select((value, i) => value + (i == index ? change : 0))];
                double sum = 0;
                for (int row = 0; row < rows; row++)
                {
                    double[] weights = [.. Enumerable.Range(0, rows).Select(other => Math.Exp(Enumerable.Range(0, columns).Sum(c => moved[(row * columns) + c] * moved[(other * columns) + c])))];
                    double total = weights.Sum();
                    sum += Enumerable.Range(0, columns).Sum(c => Math.Pow(weights.Select((weight, other) => weight * moved[(other * columns) + c]).Sum() / total, 2));
                }

                return sum;
            }

            return (Loss(Step) - Loss(-Step)) / (2 * Step);
        })];
    }
}
