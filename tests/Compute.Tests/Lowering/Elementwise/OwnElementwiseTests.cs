using ReCorD.Compute.Gradients;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Kernels.Elementwise;
using ReCorD.Compute.Lowering.Elementwise;
using ReCorD.Compute.Runtime;
using ReCorD.Compute.Tests.Runtime;

namespace ReCorD.Compute.Tests.Lowering.Elementwise;

public sealed class OwnElementwiseTests(ComputeRuntimeFixture fixture) : IClassFixture<ComputeRuntimeFixture>
{
    private const int Rows = 144, Columns = 128;

    public static TheoryData<string> Operations => [.. Enum.GetNames<ElementwiseOperation>()];

    [Theory]
    [MemberData(nameof(Operations))]
    public void Run_EachOperation_EqualsOnnxRuntimes(string operation)
    {
        GraphModule module = Build((x, other) =>
        {
            Value left = operation is "Sqrt" ? x + 1f : x * 4f, right = other + 2f;
            Value result = operation is "Add" or "Sub" or "Mul" or "Div" or "Max" ? left.Binary(operation, right) : left.Unary(operation);
            return result + other;
        });

        Assert.Contains(Lower(module).Nodes, IsOwn);
        Comparison.AssertLoweredEqualsPlain(fixture.Runtime, module);
    }

    [Fact]
    public void Run_NumbersForRowsColumnsAndAll_AreRepeated()
    {
        using Tensor column = Comparison.Noise(3, Columns), row = Comparison.Noise(4, Rows, 1);
        GraphModule module = Build((x, other) => (((x * x.Builder.Weight("column", column)) + x.Builder.Weight("row", row)) * other) - 0.25f);

        Assert.Equal([OwnOperators.Elementwise], Operators(Lower(module)));
        Comparison.AssertLoweredEqualsPlain(fixture.Runtime, module);
    }

    /// <summary>Both halves are read where they are.</summary>
    [Fact]
    public void Run_GatedLinearUnit_IsOneNode()
    {
        GraphBuilder g = new("gate");
        IReadOnlyList<Value> halves = g.Input("x", ElementType.Float32, Rows, 2 * Columns).Split(-1, 2);
        GraphModule module = g.Build(KeyValuePair.Create("y", halves[0] * halves[1].Gelu()));

        Assert.Equal([OwnOperators.Elementwise], Operators(Lower(module)));
        Comparison.AssertLoweredEqualsPlain(fixture.Runtime, module);
    }

    /// <summary>Its gradient too, with both halves written to their places.</summary>
    [Fact]
    public void Run_GradientOfAGatedLinearUnit_IsOneNode()
    {
        GraphBuilder g = new("gradient");
        Value x = g.Input("x", ElementType.Float32, Rows, 2 * Columns), weight = g.Input("w", ElementType.Float32, Rows, Columns);
        IReadOnlyList<Value> halves = x.Split(-1, 2);
        Value loss = (halves[0] * halves[1].Gelu() * weight).ReduceSum([0, 1]);
        GraphModule module = g.Build(KeyValuePair.Create("y", Gradient.Of(loss, x)[0]));

        Assert.Equal([OwnOperators.Elementwise], Operators(Lower(module)));
        Comparison.AssertLoweredEqualsPlain(fixture.Runtime, module);
    }

    [Fact]
    public void Run_ResultBetween_IsGivenOutToo()
    {
        GraphModule module = Build((x, other) =>
        {
            Value between = x.Sigmoid() * x;
            return between.MatMul(other.Transpose(1, 0)).ReduceSum([1], keepDimensions: true) + (between * 2f) + other;
        });

        Comparison.AssertLoweredEqualsPlain(fixture.Runtime, module);
    }

    [Fact]
    public void Lower_RowsThatAreNotOfWholeVectors_AreLeftAlone()
    {
        GraphBuilder g = new("rows");
        Value x = g.Input("x", ElementType.Float32, 512, 77);
        GraphModule module = g.Build(KeyValuePair.Create("y", (x - x.ReduceSum([1], keepDimensions: true)).Exp()));

        Assert.DoesNotContain(Lower(module).Nodes, IsOwn);
    }

    /// <summary>Numbers for each channel, for each channel of each picture, and for each picture; channels cut in the middle of a shape, one part read elsewhere too.</summary>
    [Fact]
    public void Run_PicturesCutByChannels_EqualsThePlainGraph()
    {
        using Tensor channel = Comparison.Noise(3, 48, 1, 1), both = Comparison.Noise(4, 2, 48, 1, 1), picture = Comparison.Noise(5, 2, 1, 1, 1);
        GraphBuilder g = new("pictures");
        Value x = g.Input("x", ElementType.Float32, 2, 48, 16, 16);
        Value scaled = (((x * g.Weight("channel", channel)) + g.Weight("both", both)) * g.Weight("picture", picture)).Sigmoid() * x;
        IReadOnlyList<Value> parts = scaled.ReduceMean([3], keepDimensions: true).Expand(x.Shape).Cut(1, 16, 32);
        Value joined = ShapeOperators.Concat(1, parts[1].Gelu() * 2f, parts[0].Exp());
        GraphModule module = g.Build(KeyValuePair.Create("y", (joined * scaled) + parts[0].ReduceSum([1], keepDimensions: true)));

        Assert.Contains(Lower(module).Nodes, IsOwn);
        Comparison.AssertLoweredEqualsPlain(fixture.Runtime, module);
    }

    [Fact]
    public void Run_SeveralOutputsOfOneGroup_GivesEach()
    {
        GraphBuilder g = new("outputs");
        Value x = g.Input("x", ElementType.Float32, Rows, Columns), first = x * 2f, second = first.Exp();
        GraphModule module = g.Build(KeyValuePair.Create("first", first), KeyValuePair.Create("second", second), KeyValuePair.Create("third", second + x));
        using Tensor input = Comparison.Noise(1, Rows, Columns);
        using Session session = Session.Create(fixture.Runtime, module);

        IReadOnlyDictionary<string, Tensor> results = session.Run(new Dictionary<string, Tensor> { ["x"] = input });

        float[] given = input.ToArray<float>(), third = results["third"].ToArray<float>();
        Assert.Equal(given.Select(number => number * 2), results["first"].ToArray<float>());
        Assert.All(results["second"].ToArray<float>().Zip(given), pair => Assert.Equal(1, pair.First / Math.Exp(2 * pair.Second), 1e-6));
        Assert.Equal(results["second"].ToArray<float>().Zip(given, (power, number) => power + number), third);
        foreach (Tensor result in results.Values)
        {
            result.Dispose();
        }
    }

    /// <summary>Numbers that are none must reach the check that names the network they come from.</summary>
    [Theory]
    [MemberData(nameof(Operations))]
    public void Run_NoNumber_StaysNone(string operation)
    {
        GraphBuilder g = new("none");
        Value x = g.Input("x", ElementType.Float32, Rows, Columns);
        Value result = operation is "Add" or "Sub" or "Mul" or "Div" or "Max" ? x.Binary(operation, x * 2f) : x.Unary(operation);
        GraphModule module = g.Build(KeyValuePair.Create("y", result + x));
        using Tensor input = Comparison.Noise(1, Rows, Columns);
        input.AsSpan<float>()[100] = float.NaN;
        using Session session = Session.Create(fixture.Runtime, module);

        using Tensor y = session.Run(new Dictionary<string, Tensor> { ["x"] = input })["y"];

        Assert.True(float.IsNaN(y.AsSpan<float>()[100]));
    }

    /// <summary>Graphs of random work, so that groups lie across one another in every way.</summary>
    [Fact]
    public void Run_RandomGraphs_EqualThePlainOnes()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            Random random = new(seed);
            GraphModule module = Build((x, other) =>
            {
                List<Value> values = [x, other];
                for (int i = 0; i < 24; i++)
                {
                    values.Add(RandomValue(random, values));
                }

                return values[^3] + values[^2] + values[^1] + (x * other);
            });

            Comparison.AssertLoweredEqualsPlain(fixture.Runtime, module);
        }
    }

    private static Value RandomValue(Random random, List<Value> values)
    {
        Value Any() => values[random.Next(values.Count)];
        Value one = Any(), other = Any();
        return random.Next(9) switch
        {
            0 => one + other,
            1 => one - (other * 0.5f),
            2 => one * other.Sigmoid(),
            3 => one.Sigmoid(),
            4 => one.Max(other).Erf(),
            5 => one * one.ReduceMean([1], keepDimensions: true),
            6 => one.Softmax(-1) + other,
            7 => Swap(one.Split(-1, 2)),
            _ => (one.Reshape(Rows * 2, Columns / 2) * 0.5f).Reshape(Rows, Columns),
        };
    }

    private static Value Swap(IReadOnlyList<Value> halves) => ShapeOperators.Concat(-1, halves[1].Gelu(), halves[0] * halves[1]);

    private static GraphModule Build(Func<Value, Value, Value> build)
    {
        GraphBuilder g = new("elementwise");
        return g.Build(KeyValuePair.Create("y", build(g.Input("x", ElementType.Float32, Rows, Columns), g.Input("other", ElementType.Float32, Rows, Columns))));
    }

    private static bool IsOwn(Node node) => node is { OpType: OwnOperators.Elementwise, Domain: OwnOperators.Domain };

    private static IEnumerable<string> Operators(GraphModule module) => module.Nodes.Select(node => node.OpType).Where(op => op is not ("Identity" or "Reshape" or "Expand"));

    private static GraphModule Lower(GraphModule module) => OwnElementwise.Lower(module, CancellationToken.None);
}
