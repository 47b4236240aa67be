using System.Globalization;
using ReCorD.Compute.Runtime;
using ReCorD.Compute.Runtime.Native;

namespace ReCorD.Compute.Tests.Runtime;

public sealed class ComputeRuntimeTests(ComputeRuntimeFixture fixture) : IClassFixture<ComputeRuntimeFixture>
{
    [Fact]
    public void Version_Loaded_IsThatOfThePackage()
    {
        Assert.True(Version.Parse(fixture.Runtime.Version) >= OrtLibrary.MinimumVersion);
        Assert.Equal("cpu", fixture.Runtime.AvailableDevices[0]);
    }

    [Fact]
    public void Constructor_SameSettingsAgain_SharesThePool()
    {
        using ComputeRuntime second = new(fixture.Runtime.Threads);

        Assert.Equal(fixture.Runtime.Threads, second.Threads);
    }

    [Fact]
    public void Constructor_OtherThreads_SaysWhatIsInUse()
    {
        int threads = fixture.Runtime.Threads.Threads;

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => new ComputeRuntime(new ThreadSettings { Threads = threads + 1 }));

        Assert.Contains($"was started with {threads} threads that sleep when idle; it cannot also have {threads + 1} threads", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_NegativeThreads_Throws()
        => Assert.Throws<ArgumentOutOfRangeException>(() => new ComputeRuntime(new ThreadSettings { Threads = -1 }));

    [Fact]
    public void Dispose_SessionStillOpen_SessionRuns()
    {
        ComputeRuntime own = new(fixture.Runtime.Threads);
        using Session session = Session.Create(own, SampleGraphs.Chain(1, 2));
        own.Dispose();

        Assert.Equal([7f, 10, 15, 22], session.Run(new Dictionary<string, Tensor> { ["x"] = Tensor.From([1f, 2, 3, 4], 2, 2) })["y"].ToArray<float>());
    }

    [Fact]
    public void Log_BadModel_IsTold()
    {
        List<string> messages = [];
        using ComputeRuntime own = new(fixture.Runtime.Threads, message =>
        {
            lock (messages)
            {
                messages.Add(message);
            }
        });

        // A declared shape that contradicts the computed one makes ONNX Runtime warn.
        using Session session = Session.Create(own, SampleGraphs.Single("Relu", ElementType.Float32, [2], ElementType.Float32, [3]));

        Assert.NotEmpty(messages);
    }

    [Theory]
    [InlineData("1.30.0", true)]
    [InlineData("1.22.0", true)]
    [InlineData("2.0.0-dev", true)]
    [InlineData("1.21.9", false)]
    [InlineData("1.9.0", false)]
    [InlineData("", false)]
    [InlineData("newest", false)]
    public void IsSupported_Version_NeedsTheModelEditor(string version, bool expected) => Assert.Equal(expected, OrtLibrary.IsSupported(version));

    [Theory]
    [InlineData("/onnxruntime_src/onnxruntime/core/model.cc:123 bad", "model.cc:123 bad")]
    [InlineData(@"File 'C:\Users\me\unet.onnx' is bad", "File 'unet.onnx' is bad")]
    [InlineData("node /mid_block.0/Conv_1 failed", "node /mid_block.0/Conv_1 failed")]
    [InlineData("node down_blocks.0/MatMul failed", "node down_blocks.0/MatMul failed")]
    public void WithoutFolders_Message_KeepsFileNamesAndNodeNames(string message, string expected)
        => Assert.Equal(expected, OrtException.WithoutFolders(message).ToString(CultureInfo.InvariantCulture));
}
