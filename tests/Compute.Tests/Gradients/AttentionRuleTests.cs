using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Runtime;
using ReCorD.Compute.Tests.Runtime;
using GradientOf = ReCorD.Compute.Gradients.Gradient;

namespace ReCorD.Compute.Tests.Gradients;

/// <summary>The gradient of attention as one operator against that of the two products and the softmax.</summary>
public sealed class AttentionRuleTests(ComputeRuntimeFixture fixture) : IClassFixture<ComputeRuntimeFixture>
{
    /// <summary>Only the order of additions differs. Relative to the largest gradient, and to the size of scores: one of a hundred is rounded at 1e-5, and its exponential by that share.</summary>
    private const double Tolerance = 1e-5, TolerancePerScore = 1e-6;

    /// <summary>Gradients that are smaller throughout are compared with it: with one key that of queries is zero, but for rounding.</summary>
    private const double SmallestScale = 0.1;

    private static readonly string[] Names = ["q", "k", "v"];

    /// <summary>
    /// Sizes that fill no block; fewer, as many and more keys than a tile of 48 has; sizes of a head of one to ten vectors; several rows; queries for several blocks and, evenly and unevenly, parts;
    /// scores of size one, where all keys matter, and of size a hundred, where the exponentials of most are too small for float32.
    /// </summary>
    [Theory]
    [InlineData(1, 1, 8, 48, 16, 1)]
    [InlineData(2, 3, 21, 21, 5, 1)]
    [InlineData(1, 8, 300, 77, 40, 1)]
    [InlineData(1, 2, 97, 1, 64, 1)]
    [InlineData(1, 1, 50, 700, 80, 1)]
    [InlineData(1, 2, 70, 60, 128, 1)]
    [InlineData(1, 1, 40, 50, 160, 1)]
    [InlineData(2, 3, 300, 77, 40, 1)]
    [InlineData(1, 16, 200, 48, 16, 1)]
    [InlineData(1, 1, 1700, 60, 16, 1)]
    [InlineData(1, 1, 200, 96, 56, 100)]
    public void Gradient_OfFusedAttention_EqualsThatOfProducts(int batch, int heads, int queries, int keys, int size, int scale)
    {
        GraphBuilder g = new("test");
        Value[] inputs =
        [
            g.Input("q", ElementType.Float32, batch, heads, queries, size), g.Input("k", ElementType.Float32, batch, heads, keys, size), g.Input("v", ElementType.Float32, batch, heads, keys, size),
        ];
        Value query = inputs[0] * scale, weights = g.Input("w", ElementType.Float32, inputs[0].Shape.AsSpan());
        IReadOnlyList<Value> expected = GradientOf.Pull(query.MatMul(inputs[1].TransposeLast()).Softmax(-1).MatMul(inputs[2]), weights, inputs);
        IReadOnlyList<Value> actual = GradientOf.Pull(query.FusedAttention(inputs[1], inputs[2]), weights, inputs);
        GraphModule module = g.Build([.. Names.Select((name, i) => KeyValuePair.Create($"expected/{name}", expected[i])), .. Names.Select((name, i) => KeyValuePair.Create($"actual/{name}", actual[i]))]);
        using Session session = Session.Create(fixture.Runtime, module);

        IReadOnlyDictionary<string, Tensor> results = session.Run(module.Inputs.ToDictionary(input => input.Name, input => Noise(input.Name, input.Shape)));

        Assert.All(Names, name => AssertClose(results[$"expected/{name}"].ToArray<float>(), results[$"actual/{name}"].ToArray<float>(), Math.Max(Tolerance, scale * TolerancePerScore)));
    }

    /// <summary>A number that is none must not be hidden, wherever it comes from.</summary>
    [Theory]
    [InlineData("q")]
    [InlineData("k")]
    [InlineData("v")]
    [InlineData("w")]
    public void Gradient_OfOperandsThatAreNoNumber_IsNone(string broken)
    {
        GraphBuilder g = new("test");
        Value query = g.Input("q", ElementType.Float32, 1, 1, 20, 8), key = g.Input("k", ElementType.Float32, 1, 1, 50, 8), value = g.Input("v", ElementType.Float32, 1, 1, 50, 8);
        Value weights = g.Input("w", ElementType.Float32, 1, 1, 20, 8);
        IReadOnlyList<Value> gradients = GradientOf.Pull(query.FusedAttention(key, value), weights, query, key, value);
        GraphModule module = g.Build([.. Names.Select((name, i) => KeyValuePair.Create($"actual/{name}", gradients[i]))]);
        using Session session = Session.Create(fixture.Runtime, module);
        Dictionary<string, Tensor> inputs = module.Inputs.ToDictionary(input => input.Name, input => Noise(input.Name, input.Shape));
        inputs[broken].AsSpan<float>()[5] = float.NaN;

        IReadOnlyDictionary<string, Tensor> results = session.Run(inputs);

        // The gradient of values does not depend on them.
        Assert.All(Names.Where(name => (name, broken) != ("v", "v")), name => Assert.Contains(results[$"actual/{name}"].ToArray<float>(), float.IsNaN));
    }

    [Fact]
    public void Gradient_OfAttentionOfAnotherForm_SaysWhatItNeeds()
    {
        GraphBuilder g = new("test");
        Value x = g.Input("x", ElementType.Float32, 1, 4, 8);
        Value scaled = g.Emit(
            "MultiHeadAttention", [x, x, x], [(ElementType.Float32, x.Shape)], new Dictionary<string, object> { ["num_heads"] = 2L, ["scale"] = 0.5f }, "com.microsoft")[0];

        GraphException error = Assert.Throws<GraphException>(() => GradientOf.Of(scaled.Sum(), x));

        Assert.Contains("scale of 1", error.Message, StringComparison.Ordinal);
    }

    private static void AssertClose(float[] expected, float[] actual, double tolerance)
    {
        double scale = Math.Max(SmallestScale, expected.Max(Math.Abs));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First / scale, pair.Second / scale, tolerance));
    }

    private static Tensor Noise(string name, TensorShape shape)
    {
        Random random = new(name[0]);
        return Tensor.From(Enumerable.Range(0, (int)shape.ElementCount).Select(_ => (float)random.NextDouble() - 0.5f).ToArray(), shape);
    }
}
