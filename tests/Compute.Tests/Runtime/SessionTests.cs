using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Runtime;

namespace ReCorD.Compute.Tests.Runtime;

public sealed class SessionTests(ComputeRuntimeFixture fixture) : IClassFixture<ComputeRuntimeFixture>
{
    private readonly ComputeRuntime runtime = fixture.Runtime;

    [Theory]
    [InlineData(GraphOptimization.None, WeightPacking.Packed)]
    [InlineData(GraphOptimization.All, WeightPacking.Packed)]
    [InlineData(GraphOptimization.All, WeightPacking.Shared)]
    public void Run_SmallGraph_GivesTheWorkedOutNumbers(GraphOptimization optimization, WeightPacking packing)
    {
        SessionSettings settings = new() { Optimization = optimization, WeightPacking = packing };
        using Session session = Session.Create(runtime, SampleGraphs.SumAndTwice(out _), settings);
        float[] x = [.. Enumerable.Range(0, 128).Select(i => (float)i)];

        IReadOnlyDictionary<string, Tensor> results = session.Run(Inputs(x));

        Assert.Equal(x.Select(value => value + 3), results["sum"].ToArray<float>());
        Assert.Equal(x.Select(value => (value + 3) * 2), results["twice"].ToArray<float>());
    }

    [Fact]
    public void EndProfiling_AfterARun_WritesOneEventForEachNode()
    {
        using TemporaryFile prefix = new("profile");
        using Session session = Session.Create(
            runtime, SampleGraphs.SumAndTwice(out _), new SessionSettings { Optimization = GraphOptimization.None, ProfilePrefix = prefix.FullName });
        session.Run(Inputs(new float[128]));

        string path = session.EndProfiling();

        Assert.StartsWith(prefix.FullName, path, StringComparison.Ordinal);
        using JsonDocument profile = JsonDocument.Parse(File.ReadAllBytes(path));
        IEnumerable<string?> operators = profile.RootElement.EnumerateArray()
            .Where(timed => timed.GetProperty("name").GetString()!.EndsWith("_kernel_time", StringComparison.Ordinal))
            .Select(timed => timed.GetProperty("args").GetProperty("op_name").GetString());
        Assert.Equal(["Add", "Mul"], operators.Take(2));
    }

    [Fact]
    public void EndProfiling_NotAskedFor_IsRefused()
    {
        using Session session = Session.Create(runtime, SampleGraphs.SumAndTwice(out _));

        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(session.EndProfiling);

        Assert.Contains(nameof(SessionSettings.ProfilePrefix), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_SmallGraph_DescribesInputsAndOutputs()
    {
        using Session session = Session.Create(runtime, SampleGraphs.SumAndTwice(out _));

        Assert.Equal(["x: Float32[2, 64]"], session.Inputs.Select(info => info.ToString()));
        Assert.Equal(["sum: Float32[2, 64]", "twice: Float32[2, 64]"], session.Outputs.Select(info => info.ToString()));
        Assert.Equal(new TensorShape(2, 64), session.Inputs[0].Shape);
    }

    [Fact]
    public void Create_SharedWeights_ReadsTheCallersMemory()
    {
        SessionSettings settings = new() { Optimization = GraphOptimization.None, WeightPacking = WeightPacking.Shared };
        using Session session = Session.Create(runtime, SampleGraphs.SumAndTwice(out Tensor weight), settings);

        weight.AsSpan<float>().Fill(5);

        Assert.All(session.Run(Inputs(new float[128]))["sum"].ToArray<float>(), value => Assert.Equal(5f, value));
    }

    [Fact]
    public void Create_TwoGraphsSharingAMatrix_BothReadTheCallersMemory()
    {
        using Tensor matrix = new(ElementType.Float32, new TensorShape(64, 64));
        SessionSettings settings = new() { WeightPacking = WeightPacking.Shared };
        using Session first = Session.Create(runtime, Product(), settings);
        using Session second = Session.Create(runtime, Product(), settings);

        matrix.AsSpan<float>().Fill(2);

        Dictionary<string, Tensor> inputs = Inputs([.. Enumerable.Repeat(1f, 128)]);
        Assert.All(first.Run(inputs)["y"].ToArray<float>(), value => Assert.Equal(128f, value));
        Assert.All(second.Run(inputs)["y"].ToArray<float>(), value => Assert.Equal(128f, value));

        GraphModule Product()
        {
            GraphBuilder builder = new("product");
            Value x = builder.Input("x", ElementType.Float32, 2, 64);
            return builder.Build(KeyValuePair.Create("y", builder.Emit("MatMul", [x, builder.Weight("matrix", matrix)], ElementType.Float32, x.Shape)));
        }
    }

    [Fact]
    public void Run_WithSomeOutputs_WritesOnlyThoseInPlace()
    {
        using Session session = Session.Create(runtime, SampleGraphs.SumAndTwice(out _));
        using Tensor twice = new(ElementType.Float32, new TensorShape(2, 64));

        session.Run(Inputs(new float[128]), new Dictionary<string, Tensor> { ["twice"] = twice });

        Assert.All(twice.ToArray<float>(), value => Assert.Equal(6f, value));
    }

    [Fact]
    public void Run_WrongArguments_NamesEachInOneMessage()
    {
        using Session session = Session.Create(runtime, SampleGraphs.SumAndTwice(out _));
        Dictionary<string, Tensor> inputs = new() { ["z"] = new Tensor(ElementType.Float32, TensorShape.Scalar) };
        Dictionary<string, Tensor> outputs = new() { ["sum"] = new Tensor(ElementType.Float32, new TensorShape(64, 2)) };

        ArgumentException error = Assert.Throws<ArgumentException>(() => session.Run(inputs, outputs));

        Assert.Contains("input 'x: Float32[2, 64]' is missing", error.Message, StringComparison.Ordinal);
        Assert.Contains("there is no input 'z' (there are: x)", error.Message, StringComparison.Ordinal);
        Assert.Contains("output 'sum: Float32[2, 64]' was given Float32[64, 2]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WrongElementType_SaysBothTypes()
    {
        using Session session = Session.Create(runtime, SampleGraphs.SumAndTwice(out _));
        Dictionary<string, Tensor> inputs = new() { ["x"] = new Tensor(ElementType.Int64, new TensorShape(2, 64)) };

        ArgumentException error = Assert.Throws<ArgumentException>(() => session.Run(inputs));

        Assert.Contains("input 'x: Float32[2, 64]' was given Int64[2, 64]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_NoOutputAskedFor_Throws()
    {
        using Session session = Session.Create(runtime, SampleGraphs.SumAndTwice(out _));

        ArgumentException error = Assert.Throws<ArgumentException>(() => session.Run(Inputs(new float[128]), new Dictionary<string, Tensor>()));

        Assert.Contains("no output is asked for", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ElementType.Float32, "0.5,1.5,-2")]
    [InlineData(ElementType.Float16, "0.5,1.5,-2")]
    [InlineData(ElementType.Int64, "0,1,-2")]
    [InlineData(ElementType.Int32, "0,1,-2")]
    [InlineData(ElementType.UInt8, "0,1,254")]
    [InlineData(ElementType.Bool, "1,1,1")]
    public void Run_CastAndBack_KeepsWhatTheTypeHolds(ElementType type, string expected)
    {
        float[] x = type == ElementType.UInt8 ? [0.5f, 1.5f, 254] : [0.5f, 1.5f, -2];
        using Session there = Session.Create(runtime, SampleGraphs.Single("Cast", ElementType.Float32, [3], type, [3], To(type)));
        using Session back = Session.Create(runtime, SampleGraphs.Single("Cast", type, [3], ElementType.Float32, [3], To(ElementType.Float32)));

        Tensor middle = there.Run(new Dictionary<string, Tensor> { ["x"] = Tensor.From(x, 3) })["y"];
        Tensor result = back.Run(new Dictionary<string, Tensor> { ["x"] = middle })["y"];

        Assert.Equal(type, middle.ElementType);
        Assert.Equal(expected.Split(',').Select(text => float.Parse(text, CultureInfo.InvariantCulture)), result.ToArray<float>());

        static Dictionary<string, object> To(ElementType type) => new() { ["to"] = (long)type };
    }

    [Fact]
    public void Run_EveryKindOfAttribute_IsHonoured()
    {
        using Session transpose = Session.Create(runtime, SampleGraphs.Single(
            "Transpose", ElementType.Float32, [1, 2, 3], ElementType.Float32, [3, 1, 2], new Dictionary<string, object> { ["perm"] = new long[] { 2, 0, 1 } }));
        using Session leaky = Session.Create(runtime, SampleGraphs.Single(
            "LeakyRelu", ElementType.Float32, [2], ElementType.Float32, [2], new Dictionary<string, object> { ["alpha"] = 0.25f }));
        using Session gelu = Session.Create(runtime, SampleGraphs.Single(
            "Gelu", ElementType.Float32, [1], ElementType.Float32, [1], new Dictionary<string, object> { ["approximate"] = "tanh" }));

        Assert.Equal([0f, 3, 1, 4, 2, 5], transpose.Run(new Dictionary<string, Tensor> { ["x"] = Tensor.From([0f, 1, 2, 3, 4, 5], 1, 2, 3) })["y"].ToArray<float>());
        Assert.Equal([-1f, 4], leaky.Run(new Dictionary<string, Tensor> { ["x"] = Tensor.From([-4f, 4], 2) })["y"].ToArray<float>());

        // Gelu of 2 by the tanh formula is 1.954598; by erf it would be 1.954500.
        Assert.Equal(1.954598f, gelu.Run(new Dictionary<string, Tensor> { ["x"] = Tensor.From([2f], 1) })["y"].ToArray<float>()[0], 1e-6f);
    }

    [Fact]
    public void Run_ListOfFloatsAttribute_IsHonoured()
    {
        GraphBuilder builder = new("constant");
        Value x = builder.Input("x", ElementType.Float32, 3);
        Value list = builder.Emit("Constant", [], ElementType.Float32, new TensorShape(3), new Dictionary<string, object> { ["value_floats"] = new[] { 1f, 2f, 3f } });
        Value sum = builder.Emit("Add", [x, list], ElementType.Float32, x.Shape);
        using Session session = Session.Create(runtime, builder.Build(KeyValuePair.Create("y", sum)));

        Assert.Equal([2f, 4, 6], session.Run(new Dictionary<string, Tensor> { ["x"] = Tensor.From([1f, 2, 3], 3) })["y"].ToArray<float>());
    }

    [Fact]
    public async Task Run_FromSeveralThreads_GivesEachItsOwnResult()
    {
        using Session session = Session.Create(runtime, SampleGraphs.SumAndTwice(out _));

        float[] sums = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => Task.Run(
            () => session.Run(Inputs([.. Enumerable.Repeat((float)number, 128)]))["sum"].ToArray<float>()[127])));

        Assert.Equal(Enumerable.Range(3, 16).Select(number => (float)number), sums);
    }

    [Fact]
    public void Run_CancelledWhileRunning_StopsSoon()
    {
        // About 3.4 tera operations: many seconds on any machine that runs tests, milliseconds per node.
        using Session session = Session.Create(runtime, SampleGraphs.Chain(length: 12_500, size: 512));
        using Tensor x = new(ElementType.Float32, new TensorShape(512, 512));
        Dictionary<string, Tensor> inputs = new() { ["x"] = x };
        using LateCancellation cancellation = new(TimeSpan.FromMilliseconds(200));

        Assert.ThrowsAny<OperationCanceledException>(() => session.Run(inputs, cancellation.Token));

        // On an idle machine it stops within milliseconds; the run itself would take far longer than this.
        Assert.True(cancellation.SinceCancelled < TimeSpan.FromSeconds(5), $"It took {cancellation.SinceCancelled} to stop.");
    }

    [Fact]
    public void Run_CancelledBefore_DoesNotRun()
    {
        using Session session = Session.Create(runtime, SampleGraphs.SumAndTwice(out _));

        Assert.ThrowsAny<OperationCanceledException>(() => session.Run(Inputs(new float[128]), new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Run_Disposed_Throws()
    {
        Session session = Session.Create(runtime, SampleGraphs.SumAndTwice(out _));
        session.Dispose();

        Assert.Throws<ObjectDisposedException>(() => session.Run(Inputs(new float[128])));
    }

    [Fact]
    public void Create_Cancelled_Throws()
        => Assert.ThrowsAny<OperationCanceledException>(
            () => Session.Create(runtime, SampleGraphs.SumAndTwice(out _), cancellationToken: new CancellationToken(canceled: true)));

    [Fact]
    public void Create_CancelledWhileLoading_Stops()
    {
        // Loading takes many seconds: far longer than the delay.
        GraphModule module = SampleGraphs.Chain(length: 60_000, size: 16);
        using LateCancellation cancellation = new(TimeSpan.FromMilliseconds(50));

        Assert.ThrowsAny<OperationCanceledException>(() => Session.Create(runtime, module, cancellationToken: cancellation.Token));
    }

    [Fact]
    public void Create_UnknownOperator_ThrowsWithItsName()
    {
        OrtException error = Assert.Throws<OrtException>(
            () => Session.Create(runtime, SampleGraphs.Single("NoSuchOperator", ElementType.Float32, [1], ElementType.Float32, [1])));

        Assert.Contains("NoSuchOperator", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_DeviceOfTheLibrary_RunsOrSaysWhyNot()
    {
        foreach (string device in runtime.AvailableDevices)
        {
            try
            {
                using Session session = Session.Create(runtime, SampleGraphs.SumAndTwice(out _), new SessionSettings { Device = device });
                Assert.All(session.Run(Inputs(new float[128]))["sum"].ToArray<float>(), value => Assert.Equal(3f, value));
            }
            catch (DeviceUnavailableException error) when (device != "cpu")
            {
                Assert.Contains($"The device '{device}' cannot be used: it did not start (", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Create_UnknownDevice_ListsWhatThereIs()
    {
        DeviceUnavailableException error = Assert.Throws<DeviceUnavailableException>(
            () => Session.Create(runtime, SampleGraphs.SumAndTwice(out _), new SessionSettings { Device = "abacus" }));

        Assert.Equal("abacus", error.Device);
        Assert.StartsWith("The device 'abacus' cannot be used: the loaded ONNX Runtime does not have it. The loaded ONNX Runtime has: cpu", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoFile_Throws()
        => Assert.Throws<FileNotFoundException>(() => Session.Load(runtime, Path.Combine(AppContext.BaseDirectory, "none.onnx")));

    [Fact]
    public void Load_NoOnnx_ThrowsWithoutFolders()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{nameof(Load_NoOnnx_ThrowsWithoutFolders)}.onnx");
        File.WriteAllText(path, "this is not a protobuf");
        try
        {
            OrtException error = Assert.Throws<OrtException>(() => Session.Load(runtime, path));

            Assert.Equal(OrtErrorCode.InvalidProtobuf, error.Code);
            Assert.DoesNotContain(Path.GetTempPath(), error.Message, StringComparison.Ordinal);
            Assert.Contains(Path.GetFileName(path), error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Dictionary<string, Tensor> Inputs(float[] x) => new() { ["x"] = Tensor.From(x, 2, 64) };
}
