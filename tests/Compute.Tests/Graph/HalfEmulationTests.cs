using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Runtime;
using ReCorD.Compute.Tests.Runtime;

namespace ReCorD.Compute.Tests.Graph;

public sealed class HalfEmulationTests(ComputeRuntimeFixture fixture) : IClassFixture<ComputeRuntimeFixture>
{
    [Fact]
    public void Lower_Product_RoundsAsFloat16Does()
    {
        float[] values = [0, 1, -1, 0.1f, 3.14159f, 2000.7f, 65504, -65519, 65520, 7e4f, 1e-5f, -3e-6f, 5e-8f, 1e-9f, 250];
        GraphBuilder g = new("test");
        Value x = g.Input("x", ElementType.Float32, values.Length), half = x.Cast(ElementType.Float16);
        GraphModule module = HalfEmulation.Lower(g.Build(KeyValuePair.Create("y", (half * half).Cast(ElementType.Float32)), KeyValuePair.Create("half", half.Cast(ElementType.Float32))));
        using Session session = Session.Create(fixture.Runtime, module);

        IReadOnlyDictionary<string, Tensor> results = session.Run(new Dictionary<string, Tensor> { ["x"] = Tensor.From(values, values.Length) });

        Assert.Equal(values.Select(value => (float)(Half)value), results["half"].ToArray<float>());
        Assert.Equal(values.Select(value => (float)(Half)((float)(Half)value * (float)(Half)value)), results["y"].ToArray<float>());
    }
}
