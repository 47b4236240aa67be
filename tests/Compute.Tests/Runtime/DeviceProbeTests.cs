using System.Collections.Immutable;
using ReCorD.Compute.Runtime;
using ReCorD.Compute.Runtime.Native;

namespace ReCorD.Compute.Tests.Runtime;

public sealed class DeviceProbeTests(ComputeRuntimeFixture fixture) : IClassFixture<ComputeRuntimeFixture>
{
    private readonly ComputeRuntime runtime = fixture.Runtime;

    [Fact]
    public void Choose_Auto_GivesADeviceThatComputesAndSaysWhyOthersDoNot()
    {
        DeviceChoice choice = DeviceProbe.Choose(runtime, DeviceProbe.Auto, _ => new SessionSettings());

        Assert.Null(DeviceProbe.WhyNot(runtime, choice.Session));
        Assert.All(choice.Rejected, rejected =>
        {
            Assert.Contains(rejected.Device, runtime.AvailableDevices);
            Assert.NotEqual(choice.Session.Device, rejected.Device);
            Assert.NotEmpty(rejected.Reason);
        });
    }

    [Fact]
    public void Choose_NamedDevice_IsNotTried()
    {
        DeviceChoice choice = DeviceProbe.Choose(runtime, "cuda", device => new SessionSettings { DeviceOptions = Options((device, "1")) });

        Assert.Equal("cuda", choice.Session.Device);
        Assert.Equal("1", choice.Session.DeviceOptions["cuda"]);
        Assert.Empty(choice.Rejected);
    }

    [Fact]
    public void Choose_Auto_GivesEachDeviceItsOwnOptions()
    {
        List<string> asked = [];

        DeviceChoice choice = DeviceProbe.Choose(runtime, DeviceProbe.Auto, device =>
        {
            asked.Add(device);
            return new SessionSettings();
        });

        Assert.Equal([.. choice.Rejected.Select(rejected => rejected.Device), choice.Session.Device], asked);
    }

    [Fact]
    public void WhyNot_DeviceThatTheLibraryLacks_SaysSo()
        => Assert.Equal("the loaded ONNX Runtime does not have it.", DeviceProbe.WhyNot(runtime, new SessionSettings { Device = "abacus" }));

    [Fact]
    public void DeviceOptions_UsersOption_WinsOverOurs()
    {
        ImmutableSortedDictionary<string, string> options = DeviceOptions.For(new SessionSettings { Device = "cuda", DeviceOptions = Options(("use_tf32", "1"), ("device_id", "2")) });

        Assert.Equal("1", options["use_tf32"]);
        Assert.Equal("2", options["device_id"]);
        Assert.Equal("HEURISTIC", options["cudnn_conv_algo_search"]);
    }

    [Fact]
    public void DeviceOptions_Processor_HasNone() => Assert.Empty(DeviceOptions.For(new SessionSettings()));

    private static ImmutableSortedDictionary<string, string> Options(params (string Key, string Value)[] options)
        => options.ToImmutableSortedDictionary(option => option.Key, option => option.Value);
}
