using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Runtime;

namespace ReCorD.Compute.Tests.Runtime;

/// <summary>Tiny numbers become zero on every thread that computes, and only while a network runs.</summary>
public sealed class FlushedDenormalsTests(ComputeRuntimeFixture fixture) : IClassFixture<ComputeRuntimeFixture>
{
    /// <summary>Enough for many parts, some of which the caller's thread computes.</summary>
    private const int Count = 1 << 22;

    private static readonly float[] Tiny = [.. Enumerable.Repeat(1e-30f, Count)];

    private static bool IsX64 => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_ResultsTooSmallForNormalNumbers_AreZeroWhoeverComputesThem(bool bound)
    {
        GraphBuilder g = new("tiny");
        using Session session = Session.Create(fixture.Runtime, g.Build(KeyValuePair.Create("y", g.Input("x", ElementType.Float32, Count) * 1e-10f)));
        Dictionary<string, Tensor> inputs = new() { ["x"] = Tensor.From(Tiny, Count) };
        using Tensor result = new(ElementType.Float32, new TensorShape(Count));
        Dictionary<string, Tensor> outputs = new() { ["y"] = result };

        // A new thread has the processor's default.
        Thread thread = new(() =>
        {
            using SessionBinding? binding = bound ? session.Bind(inputs, outputs) : null;
            (binding is null ? () => session.Run(inputs, outputs) : (Action)(() => binding.Run()))();
        });
        thread.Start();
        thread.Join();

        Assert.Equal(IsX64, result.ToArray<float>().All(value => value == 0));
    }

    /// <summary>On every thread: see <see cref="Compute.Runtime.Native.FlushedDenormals.BeginResults"/>.</summary>
    [Fact]
    public void Run_OperatorsOfOurOwn_FlushResultsButNotOperands()
    {
        const float denormal = 1e-39f;
        GraphBuilder g = new("tiny");
        Value x = g.Input("x", ElementType.Float32, Count);
        using Session session = Session.Create(fixture.Runtime, g.Build(KeyValuePair.Create("large", (x * 1e20f) * 2f), KeyValuePair.Create("small", (x * 0.5f) + 0f)));
        using Tensor input = Tensor.From([.. Enumerable.Repeat(denormal, Count)], Count);

        IReadOnlyDictionary<string, Tensor> results = session.Run(new Dictionary<string, Tensor> { ["x"] = input });

        using Tensor large = results["large"], small = results["small"];
        Assert.All(small.ToArray<float>(), value => Assert.Equal(0, value));
        Assert.All(large.ToArray<float>(), value => Assert.Equal(Vector512.IsHardwareAccelerated ? 2e-19f : 0, value, 1e-22f));
    }

    [Fact]
    public void Run_Afterwards_TheThreadComputesTinyNumbersAsBefore()
    {
        GraphBuilder g = new("tiny");
        using Session session = Session.Create(fixture.Runtime, g.Build(KeyValuePair.Create("y", g.Input("x", ElementType.Float32, 1) * 1e-10f)));
        using Tensor input = Tensor.From([1e-30f], 1);

        session.Run(new Dictionary<string, Tensor> { ["x"] = input })["y"].Dispose();

        Assert.NotEqual(0, input.AsSpan<float>()[0] * 1e-10f);
    }
}
