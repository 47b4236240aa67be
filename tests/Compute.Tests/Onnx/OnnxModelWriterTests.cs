using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Onnx;
using ReCorD.Compute.Runtime;
using ReCorD.Compute.Tests.Runtime;

namespace ReCorD.Compute.Tests.Onnx;

public sealed class OnnxModelWriterTests(ComputeRuntimeFixture fixture) : IClassFixture<ComputeRuntimeFixture>
{
    [Theory]
    [InlineData(GraphOptimization.None)]
    [InlineData(GraphOptimization.All)]
    public void Write_ReloadedModel_GivesTheBitsOfTheGraph(GraphOptimization optimization)
    {
        GraphModule module = Network();
        using TemporaryFile path = new("network.onnx");
        OnnxModelWriter.Write(module, path.FullName);
        Dictionary<string, Tensor> inputs = new() { ["x"] = Random(new Random(5), 1, 8, 6, 6) };
        SessionSettings settings = new() { Optimization = optimization };
        using Session direct = Session.Create(fixture.Runtime, module, settings);
        using Session loaded = Session.Load(fixture.Runtime, path.FullName, settings);

        IReadOnlyDictionary<string, Tensor> expected = direct.Run(inputs);
        IReadOnlyDictionary<string, Tensor> actual = loaded.Run(inputs);

        Assert.Equal(direct.Inputs.Select(info => info.ToString()), loaded.Inputs.Select(info => info.ToString()));
        Assert.Equal(direct.Outputs.Select(info => info.ToString()), loaded.Outputs.Select(info => info.ToString()));
        Assert.Contains(expected["y"].ToArray<float>(), value => value != 0);
        Assert.Equal(expected["y"].ToArray<float>(), actual["y"].ToArray<float>());
        Assert.Equal(expected["count"].ToArray<long>(), actual["count"].ToArray<long>());
    }

    /// <summary>Field numbers by onnx.proto of ONNX 1.15.</summary>
    [Fact]
    public void Write_Model_HasTheFieldsOfOnnx()
    {
        using TemporaryFile path = new("network.onnx");
        OnnxModelWriter.Write(Network(), path.FullName);

        ProtobufMessage model = new(File.ReadAllBytes(path.FullName));
        ProtobufMessage graph = model.Messages(7).Single();
        Assert.Equal(9, model.Integers(1).Single());
        Assert.Equal(20, model.Messages(8).Single().Integers(2).Single());
        Assert.Equal("network", graph.Texts(2).Single());
        Assert.Equal(["Conv", "Gelu", "Mul", "Shape"], graph.Messages(1).SelectMany(node => node.Texts(4)).Where(type => type != "Identity"));
        Assert.Equal(["x"], graph.Messages(11).Select(input => input.Texts(1).Single()));
        Assert.Equal(["y", "count"], graph.Messages(12).Select(output => output.Texts(1).Single()));
        ProtobufMessage tensorType = graph.Messages(11).Single().Messages(2).Single().Messages(1).Single();
        Assert.Equal((long)ElementType.Float32, tensorType.Integers(1).Single());
        Assert.Equal([1L, 8, 6, 6], tensorType.Messages(2).Single().Messages(1).SelectMany(dimension => dimension.Integers(1)));
    }

    [Fact]
    public void Write_Attributes_CarryTheirTypes()
    {
        using TemporaryFile path = new("network.onnx");
        OnnxModelWriter.Write(Network(), path.FullName);

        ProtobufMessage[] nodes = [.. new ProtobufMessage(File.ReadAllBytes(path.FullName)).Messages(7).Single().Messages(1)];
        ProtobufMessage[] conv = [.. nodes[0].Messages(5)];
        Assert.Equal("block", nodes[0].Texts(6).Single());
        Assert.Equal(["group", "pads"], conv.Select(attribute => attribute.Texts(1).Single()).Order(StringComparer.Ordinal));
        ProtobufMessage pads = conv.Single(attribute => attribute.Texts(1).Single() == "pads");
        Assert.Equal(7, pads.Integers(20).Single());
        Assert.Equal([1L, 1, 1, 1], pads.Integers(8));
        ProtobufMessage approximate = nodes[1].Messages(5).Single();
        Assert.Equal(3, approximate.Integers(20).Single());
        Assert.Equal("tanh", approximate.Texts(4).Single());
    }

    [Fact]
    public void Write_Weights_LargeOnesAreInTheirOwnFileAtWholePages()
    {
        GraphModule module = Network();
        using TemporaryFile path = new("network.onnx");
        OnnxModelWriter.Write(module, path.FullName);

        Assert.Equal(["network.onnx", "network.onnx.data"], path.Siblings);
        byte[] data = File.ReadAllBytes(path.FullName + ".data");
        ProtobufMessage[] tensors = [.. new ProtobufMessage(File.ReadAllBytes(path.FullName)).Messages(7).Single().Messages(5)];
        Assert.Equal(module.Initializers.Select(value => value.Name), tensors.Select(tensor => tensor.Texts(8).Single()));
        foreach ((Value value, ProtobufMessage tensor) in module.Initializers.Zip(tensors))
        {
            byte[] expected = System.Runtime.InteropServices.MemoryMarshal.AsBytes(value.Initializer!.AsSpan<float>()).ToArray();
            Assert.Equal(value.Shape, tensor.Integers(1));
            if (expected.Length < 1024)
            {
                Assert.Equal(expected, tensor.Bytes(9).Single());
                continue;
            }

            Dictionary<string, string> place = tensor.Messages(13).ToDictionary(entry => entry.Texts(1).Single(), entry => entry.Texts(2).Single());
            int offset = int.Parse(place["offset"], System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(1, tensor.Integers(14).Single());
            Assert.Equal("network.onnx.data", place["location"]);
            Assert.Equal(0, offset % 4096);
            Assert.Equal(expected, data[offset..(offset + int.Parse(place["length"], System.Globalization.CultureInfo.InvariantCulture))]);
        }
    }

    [Fact]
    public void Write_Cancelled_LeavesWhatWasThere()
    {
        using TemporaryFile path = new("network.onnx", "old"u8);
        using CancellationTokenSource cancellation = new();
        cancellation.Cancel();

        Assert.Throws<OperationCanceledException>(() => OnnxModelWriter.Write(Network(), path.FullName, cancellationToken: cancellation.Token));

        Assert.Equal("old", File.ReadAllText(path.FullName));
        Assert.Equal(["network.onnx"], path.Siblings);
    }

    [Fact]
    public void Write_NoLargeWeights_WritesOneFile()
    {
        using TemporaryFile path = new("small.onnx");

        OnnxModelWriter.Write(SampleGraphs.SumAndTwice(out _), path.FullName);

        Assert.Equal(["small.onnx"], path.Siblings);
    }

    [Fact]
    public void Write_EveryKindOfNumber_SurvivesTheRoundTrip()
    {
        GraphBuilder builder = new("numbers");
        Value x = builder.Input("x", ElementType.Float32, 3);
        Value floats = builder.Emit("Constant", [], ElementType.Float32, new TensorShape(3), new Dictionary<string, object> { ["value_floats"] = new[] { -1.5f, 2e-40f, 3e38f } });
        Value leaky = builder.Emit("LeakyRelu", [builder.Emit("Add", [x, floats], ElementType.Float32, x.Shape)], ElementType.Float32, x.Shape, new Dictionary<string, object> { ["alpha"] = 0.1f });
        Value integers = builder.Emit("Constant", [], ElementType.Int64, new TensorShape(3), new Dictionary<string, object> { ["value_ints"] = new[] { long.MinValue, -1, long.MaxValue } });
        using TemporaryFile path = new("numbers.onnx");
        OnnxModelWriter.Write(builder.Build(KeyValuePair.Create("f", leaky), KeyValuePair.Create("i", integers)), path.FullName);
        using Session session = Session.Load(fixture.Runtime, path.FullName);

        IReadOnlyDictionary<string, Tensor> results = session.Run(new Dictionary<string, Tensor> { ["x"] = Tensor.From([0f, 1, 0], 3) });

        Assert.Equal([-1.5f * 0.1f, 1, 3e38f], results["f"].ToArray<float>());
        Assert.Equal([long.MinValue, -1, long.MaxValue], results["i"].ToArray<long>());
    }

    [Fact]
    public void Write_OperatorsOfOurOwn_IsRefused()
    {
        using TemporaryFile path = new("network.onnx");
        GraphBuilder g = new("network");
        Value x = g.Input("x", ElementType.Float32, 1, 2, 4, 8);
        GraphModule module = g.Build(KeyValuePair.Create("y", x.FusedAttention(x, x)));

        ArgumentException error = Assert.Throws<ArgumentException>(() => OnnxModelWriter.Write(module, path.FullName));

        Assert.Contains("com.microsoft", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path.FullName));
    }

    /// <summary>y = c · gelu(conv(x)) with a large and some small weights; count = the shape of y.</summary>
    private static GraphModule Network()
    {
        Random random = new(3);
        GraphBuilder builder = new("network");
        Value x = builder.Input("x", ElementType.Float32, 1, 8, 6, 6);
        TensorShape shape = new(1, 16, 6, 6);
        Value weight = builder.Weight("conv.weight", Random(random, 16, 8, 3, 3));
        Value bias = builder.Weight("conv.bias", Random(random, 16));
        Value conv;
        using (builder.Enter("block"))
        {
            conv = builder.Emit("Conv", [x, weight, bias], ElementType.Float32, shape, new Dictionary<string, object> { ["pads"] = new long[] { 1, 1, 1, 1 }, ["group"] = 1L });
        }

        Value gelu = builder.Emit("Gelu", [conv], ElementType.Float32, shape, new Dictionary<string, object> { ["approximate"] = "tanh" });
        Value scaled = builder.Emit("Mul", [gelu, builder.Weight("scale", Random(random, 1, 16, 6, 6))], ElementType.Float32, shape);
        Value count = builder.Emit("Shape", [scaled], ElementType.Int64, new TensorShape(4));
        return builder.Build(KeyValuePair.Create("y", scaled), KeyValuePair.Create("count", count));
    }

    private static Tensor Random(Random random, params long[] shape)
    {
        Tensor tensor = new(ElementType.Float32, new TensorShape(shape));
        foreach (ref float value in tensor.AsSpan<float>())
        {
            value = random.NextSingle() - 0.5f;
        }

        return tensor;
    }
}
