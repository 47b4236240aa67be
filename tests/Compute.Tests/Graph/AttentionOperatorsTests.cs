using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Runtime;
using ReCorD.Compute.Tests.Runtime;

namespace ReCorD.Compute.Tests.Graph;

/// <summary>Attention as one operator against the two products and the softmax that it stands for.</summary>
public sealed class AttentionOperatorsTests(ComputeRuntimeFixture fixture) : IClassFixture<ComputeRuntimeFixture>
{
    private readonly GraphBuilder g = new("test");

    /// <summary>Sizes that fill no block, a text of 77 tokens, and keys enough for several blocks of any second-level cache of up to 2 MiB.</summary>
    [Theory]
    [InlineData(2, 3, 21, 21, 5)]
    [InlineData(1, 8, 300, 77, 40)]
    [InlineData(1, 1, 50, 2000, 80)]
    public void FusedAttention_Run_EqualsSoftmaxOfProducts(int batch, int heads, int queries, int keys, int size)
    {
        Value query = Input("q", batch, heads, queries, size), key = Input("k", batch, heads, keys, size), value = Input("v", batch, heads, keys, size);
        Value expected = query.MatMul(key.TransposeLast()).Softmax(-1).MatMul(value);
        GraphModule module = g.Build(KeyValuePair.Create("expected", expected), KeyValuePair.Create("fused", query.FusedAttention(key, value)));
        using Session session = Session.Create(fixture.Runtime, module);

        IReadOnlyDictionary<string, Tensor> results = session.Run(module.Inputs.ToDictionary(input => input.Name, input => Waves(input.Shape)));

        // Only the order of additions differs; values are of size one.
        const double tolerance = 1e-5;
        Assert.All(results["expected"].ToArray<float>().Zip(results["fused"].ToArray<float>()), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    [Theory]
    [InlineData(4, 4, 7, 3)]
    [InlineData(4, 5, 7, 7)]
    public void FusedAttention_OtherShapes_SaysWhatItNeeds(int size, int keySize, int keys, int values)
    {
        Value query = Input("q", 1, 2, 6, size), key = Input("k", 1, 2, keys, keySize), value = Input("v", 1, 2, values, keySize);

        GraphException error = Assert.Throws<GraphException>(() => query.FusedAttention(key, value));

        Assert.Contains($"[1, 2, {keys}, {keySize}]", error.Message, StringComparison.Ordinal);
    }

    private static Tensor Waves(TensorShape shape)
        => Tensor.From(Enumerable.Range(0, (int)shape.ElementCount).Select(i => MathF.Sin((i * 0.37f) + shape[2])).ToArray(), shape);

    private Value Input(string name, params long[] shape) => g.Input(name, ElementType.Float32, shape);
}
