using ReCorD.Compute.Gradients;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Runtime;
using ReCorD.Compute.Tests.Graph;
using ReCorD.Compute.Tests.Runtime;

namespace ReCorD.Compute.Tests.Gradients;

/// <summary>Gradients through parts of a graph that compute in half precision, every result rounded, against the same parts in single.</summary>
public sealed class HalfGradientTests(ComputeRuntimeFixture fixture) : IClassFixture<ComputeRuntimeFixture>
{
    /// <summary>Relative norm: some twenty roundings of at most 2^-11 each, of either sign, add up to about five.</summary>
    private const double Tolerance = 5.0 / (1 << 11);

    /// <summary>Operators on the way of a network's gradient, each with numbers of a natural size.</summary>
    public static TheoryData<string, Func<Value, Value>> Expressions => new()
    {
        { "Arithmetic", x => (x * x * 0.5f) - (x / (x.Exp() + 1)) },
        { "Choice", x => x.Max(x * 0.5f) + x.GreaterOrEqual(x * 0).Where(x, x * 2) },
        { "Conv", x => x.Reshape(1, 2, 6, 8).Conv(Ramp(x, 3, 2, 3, 3), null, 1, 1) },
        { "Functions", x => x.Sigmoid() + x.Tanh() + x.Gelu() + x.Sin() + x.Cos() + x.Erf() + (x * x + 1).Sqrt() },
        { "Gather", x => x.Gather(x.Builder.Integers(1, 0, 1), 0) * x.Slice(0, 0, 1) },
        { "Gemm", x => x.Reshape(12, 8).Linear(Ramp(x, 5, 8)) },
        { "Joining", x => ShapeOperators.Concat(0, x, x.Flip(1)).Slice(0, 1, 3).Pad(0, 1, 0, 1) },
        { "MatMul", x => x.Reshape(2, 6, 8).MatMul(x.Reshape(2, 6, 8).TransposeLast()) },
        { "Reductions", x => (x * x).ReduceMean([1], true) * x + (x * x).ReduceSum([1], true) * 0.1f + x.ReduceMax([1], true) },
        { "Resize", x => x.Reshape(1, 2, 6, 8).ResizeNearest(2) },
        { "TopK", x => x.SortDescending().Sorted * Ramp(x, 2, 48) },
    };

    [Theory]
    [MemberData(nameof(Expressions))]
    public void Of_HalfPrecision_AgreesWithSingle(string name, Func<Value, Value> expression)
    {
        Assert.NotEmpty(name);
        float[] single = Run(x => expression(x)), half = Run(x => expression(x.Cast(ElementType.Float16)));

        AssertNear(single, half);
        Assert.NotEqual(single, half);
    }

    /// <summary>Attention with probabilities in single precision between queries, keys and values in half; large enough that the gradient computes the probabilities again.</summary>
    [Fact]
    public void Of_AttentionBetweenCasts_IsComputedAgainAndAgreesWithSingle()
    {
        const int Tokens = 1100, Channels = 2;
        float[] numbers = [.. Enumerable.Range(0, Tokens * Channels).Select(i => MathF.Sin(i * 0.7f))];
        float[] Attend(ElementType type, out bool again)
        {
            GraphBuilder g = new("attention");
            Value x = g.Input("x", ElementType.Float32, Tokens, Channels), part = x.Cast(type);
            Value probabilities = part.MatMul((part * 0.5f).TransposeLast()).Cast(ElementType.Float32).Softmax(-1);
            Value attended = probabilities.Cast(type).MatMul(part * 2).Cast(ElementType.Float32);
            GraphModule module = g.Build(KeyValuePair.Create("gradient", Gradient.Of((attended * attended).Sum(), x)[0]));
            again = module.Nodes.Any(node => node.Scope.EndsWith(Recomputation.Scope, StringComparison.Ordinal));
            return Run(module, Tensor.From(numbers, Tokens, Channels));
        }

        float[] single = Attend(ElementType.Float32, out bool againInSingle), half = Attend(ElementType.Float16, out bool againInHalf);

        Assert.True(againInSingle && againInHalf);
        AssertNear(single, half);
    }

    /// <summary>d(1e-9 x^2)/dx = 2e-9 x lies below the smallest number of float16.</summary>
    [Fact]
    public void Scaled_GradientBelowTheRangeOfHalf_IsKept()
    {
        float[] expected = [.. Numbers.Select(x => 2e-9f * x)];

        AssertNear(expected, Tiny(scaled: true));
        Assert.All(Tiny(scaled: false), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Scaled_NoGradient_IsZero()
    {
        GraphBuilder g = new("zero");
        Value x = g.Input("x", ElementType.Float32, 2, 48), half = x.Cast(ElementType.Float16), between = (half * half).Cast(ElementType.Float32);

        float[] gradient = Run(g.Build(KeyValuePair.Create("gradient", ScaledGradient.Of((between * 0).Sum(), between, x))), Tensor.From(Numbers, 2, 48));

        Assert.All(gradient, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Pull_WeightsOfAnotherShape_AreRefused()
    {
        GraphBuilder g = new("test");
        Value x = g.Input("x", ElementType.Float32, 3);

        Assert.Throws<GraphException>(() => Gradient.Pull(x * 2, g.Scalar(1), x));
    }

    private static float[] Numbers { get; } = [.. Enumerable.Range(0, 96).Select(i => MathF.Sin(i * 1.3f) + (0.001f * i))];

    /// <summary>Fixed numbers of the type of <paramref name="like"/>.</summary>
    private static Value Ramp(Value like, params long[] shape)
    {
        float[] values = [.. Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(i => MathF.Cos(i * 0.9f))];
        return like.Builder.Constant<float>(values, shape).Cast(like.ElementType);
    }

    private float[] Tiny(bool scaled)
    {
        GraphBuilder g = new("tiny");
        Value x = g.Input("x", ElementType.Float32, 2, 48), half = x.Cast(ElementType.Float16), between = (half * half).Cast(ElementType.Float32);
        Value loss = (between * 1e-9f).Sum();
        Value gradient = scaled ? ScaledGradient.Of(loss, between, x) : Gradient.Of(loss, x)[0];
        return Run(g.Build(KeyValuePair.Create("gradient", gradient)), Tensor.From(Numbers, 2, 48));
    }

    private float[] Run(Func<Value, Value> expression)
    {
        GraphBuilder g = new("test");
        Value x = g.Input("x", ElementType.Float32, 2, 48), result = expression(x).Cast(ElementType.Float32);
        Value loss = (result * result * Ramp(x, [.. result.Shape])).Sum();
        return Run(g.Build(KeyValuePair.Create("gradient", Gradient.Of(loss, x)[0])), Tensor.From(Numbers, 2, 48));
    }

    private float[] Run(GraphModule module, Tensor x)
    {
        using Session session = Session.Create(fixture.Runtime, HalfEmulation.Lower(module), new SessionSettings { Optimization = GraphOptimization.Basic });
        return session.Run(new Dictionary<string, Tensor> { ["x"] = x })["gradient"].ToArray<float>();
    }

    private static void AssertNear(float[] expected, float[] actual)
    {
        double Norm(IEnumerable<float> values) => Math.Sqrt(values.Sum(value => (double)value * value));
        double relative = Norm(expected.Zip(actual, (left, right) => left - right)) / Norm(expected);
        Assert.True(relative <= Tolerance, $"Off by {relative:e2}.");
    }
}
