using System.Collections.Immutable;
using ReCorD.Cli.Application;
using ReCorD.Cli.Configuration;
using ReCorD.Compute;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Attention;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Cli.Devices;

/// <summary>What the settings of the device come to on this machine.</summary>
/// <param name="Choice">The device, and those that were tried before it.</param>
/// <param name="Precision">What its networks compute in.</param>
internal sealed record DeviceSetup(DeviceChoice Choice, NetworkPrecision Precision)
{
    private const string Processor = "cpu";

    /// <summary>The device's name, never <c>auto</c>.</summary>
    public string Device => Choice.Session.Device;

    /// <summary>As <c>cuda, half precision</c>.</summary>
    public string Description => $"{Device}, {PrecisionName} precision";

    /// <summary><c>single</c> or <c>half</c>.</summary>
    public string PrecisionName => Precision == NetworkPrecision.Half ? "half" : "single";

    /// <summary>Decides on device and precision; devices are tried out where the settings leave a choice.</summary>
    /// <exception cref="UsageException">The settings hold a word or a device that there is not.</exception>
    public static DeviceSetup Find(ComputeRuntime runtime, DeviceSettings settings, CancellationToken cancellationToken)
    {
        Check(settings);
        DeviceChoice choice = DeviceProbe.Choose(runtime, settings.Name, device => new SessionSettings { Device = device, DeviceOptions = Options(settings, device) }, cancellationToken);
        bool half = settings.Precision == "half"
            || (settings.Precision == "auto" && choice.Session.Device != Processor && DeviceProbe.WhyNot(runtime, choice.Session, ElementType.Float16) is null);
        return new DeviceSetup(choice, half ? NetworkPrecision.Half : NetworkPrecision.Single);
    }

    /// <summary>For a pipeline, with what the settings say of its memory.</summary>
    public ExecutionSettings ToExecution(DeviceSettings settings) => new()
    {
        Session = Choice.Session,
        Precision = Precision,
        AutoencoderTile = settings.VaeTiling,
        AttentionBlocks = settings.AttentionSlicing ? AttentionBlocks.Small : AttentionBlocks.Fast,
    };

    private static ImmutableSortedDictionary<string, string> Options(DeviceSettings settings, string device)
        => settings.Options.GetValueOrDefault(device, []).ToImmutableSortedDictionary();

    private static void Check(DeviceSettings settings)
    {
        if (!DeviceArguments.Precisions.Contains(settings.Precision))
        {
            throw new UsageException($"Device:Precision is '{settings.Precision}' but must be {string.Join(" or ", DeviceArguments.Precisions)}.");
        }

        if (settings.Options.Keys.FirstOrDefault(device => device is Processor or DeviceProbe.Auto || !DeviceProbe.Names.Contains(device)) is { } wrong)
        {
            throw new UsageException($"Device:Options has '{wrong}', which is no device with options: {string.Join(", ", DeviceProbe.Names.Except([Processor, DeviceProbe.Auto]))} are.");
        }
    }
}
