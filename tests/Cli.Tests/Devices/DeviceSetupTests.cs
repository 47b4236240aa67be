using ReCorD.Cli.Application;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Devices;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Attention;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Cli.Tests.Devices;

/// <summary>What works depends on the machine; what must hold everywhere is checked.</summary>
public sealed class DeviceSetupTests : IDisposable
{
    private readonly ComputeRuntime runtime = new();

    public void Dispose() => runtime.Dispose();

    [Theory]
    [InlineData("auto", NetworkPrecision.Single)]
    [InlineData("single", NetworkPrecision.Single)]
    [InlineData("half", NetworkPrecision.Half)]
    public void Find_Processor_IsSingleUnlessHalfIsAskedFor(string precision, NetworkPrecision expected)
        => Assert.Equal(("cpu", expected), (Find(new DeviceSettings { Precision = precision }).Device, Find(new DeviceSettings { Precision = precision }).Precision));

    [Fact]
    public void Find_Auto_GivesADeviceThatComputes()
    {
        DeviceSetup setup = Find(new DeviceSettings { Name = "auto" });

        Assert.Null(DeviceProbe.WhyNot(runtime, setup.Choice.Session));
        Assert.NotEqual("auto", setup.Device);
    }

    [Fact]
    public void Find_Options_AreThoseOfTheDevice()
    {
        DeviceSettings settings = new() { Name = "cuda", Precision = "single", Options = { ["cuda"] = new() { ["device_id"] = "1" }, ["webgpu"] = new() { ["preferredLayout"] = "NCHW" } } };

        Assert.Equal(new Dictionary<string, string> { ["device_id"] = "1" }, Find(settings).Choice.Session.DeviceOptions);
    }

    [Theory]
    [InlineData("fp16", "cuda", "Device:Precision is 'fp16'")]
    [InlineData("auto", "gpu", "Device:Options has 'gpu'")]
    [InlineData("auto", "cpu", "Device:Options has 'cpu'")]
    public void Find_WordThatThereIsNot_IsAUsageError(string precision, string optionsOf, string message)
    {
        DeviceSettings settings = new() { Precision = precision, Options = { [optionsOf] = [] } };

        Assert.Contains(message, Assert.Throws<UsageException>(() => Find(settings)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToExecution_MemoryOptions_AreTaken()
    {
        DeviceSettings settings = new() { VaeTiling = 256, AttentionSlicing = true };

        ExecutionSettings execution = Find(settings).ToExecution(settings);

        Assert.Equal((256, AttentionBlocks.Small), (execution.AutoencoderTile, execution.AttentionBlocks));
    }

    private DeviceSetup Find(DeviceSettings settings) => DeviceSetup.Find(runtime, settings, default);
}
