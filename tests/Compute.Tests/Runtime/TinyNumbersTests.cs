using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Runtime;

namespace ReCorD.Compute.Tests.Runtime;

/// <summary>
/// Every thread that computes keeps numbers below the normal range (IEEE 754's denormal ones). A thread that takes them for zero is not only less exact: .NET compiles wrong code
/// there, since its compiler works with constants in the thread's own arithmetic, and threads that it starts inherit the setting.
/// </summary>
public sealed class TinyNumbersTests(ComputeRuntimeFixture fixture) : IClassFixture<ComputeRuntimeFixture>
{
    /// <summary>Enough for many parts, on all threads of the pool and the caller's.</summary>
    private const int Count = 1 << 22;

    /// <summary>1e-30 times 1e-10 is denormal, and times 1e15 normal again. One node each is ONNX Runtime's work, several in a row are that of operators of our own.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Run_NumbersBelowTheNormalRange_AreKeptAsResultsAndOperands(int nodes)
    {
        float[] expected = [.. Enumerable.Repeat(Chain(1e-30f, nodes), Count)];
        GraphBuilder g = new("tiny");
        Value x = g.Input("x", ElementType.Float32, Count);
        using Session session = Session.Create(fixture.Runtime, g.Build(KeyValuePair.Create("y", Chain(x, nodes))));
        using Tensor input = Tensor.From([.. Enumerable.Repeat(1e-30f, Count)], Count);

        using Tensor result = session.Run(new Dictionary<string, Tensor> { ["x"] = input })["y"];

        Assert.NotEqual(0, expected[0]);
        Assert.Equal(expected, result.ToArray<float>());
    }

    [Fact]
    public void Run_Afterwards_TheCallersThreadKeepsThem()
    {
        using Session session = Session.Create(fixture.Runtime, SampleGraphs.Chain(4, 256));
        session.Run(new Dictionary<string, Tensor> { ["x"] = new Tensor(ElementType.Float32, new TensorShape(256, 256)) });
        float[] tiny = [float.Epsilon];

        Assert.Equal(2u, BitConverter.SingleToUInt32Bits(tiny[0] + tiny[0]));
    }

    private static float Chain(float x, int nodes) => nodes == 1 ? x * 1e-10f : Chain(x, nodes - 1) * (nodes % 2 == 0 ? 1e15f : 1e-15f);

    private static Value Chain(Value x, int nodes) => nodes == 1 ? x * 1e-10f : Chain(x, nodes - 1) * (nodes % 2 == 0 ? 1e15f : 1e-15f);
}
