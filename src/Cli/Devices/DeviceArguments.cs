using System.CommandLine;
using ReCorD.Cli.CommandLine;
using ReCorD.Cli.Configuration;
using ReCorD.Compute.Runtime;

namespace ReCorD.Cli.Devices;

/// <summary>The options by which commands say where and how networks run.</summary>
internal sealed class DeviceArguments
{
    /// <summary>The words for a precision.</summary>
    public static IReadOnlyList<string> Precisions { get; } = ["auto", "single", "half"];

    public Option<string?> Device { get; } = new("--device")
    {
        Description = $"Where the networks run: {string.Join(", ", DeviceProbe.Names.Skip(1))}, or auto for the first device that works (default cpu).",
        HelpName = "NAME",
    };

    public Option<string?> Precision { get; } = ChoiceOption.Create("--precision", "Numbers the networks compute in (default auto: half on devices that have it, single on the processor).", Precisions);

    public Option<int?> Threads { get; } = NumberOption.Whole("--threads", "Threads of the networks (default one for each processor).", 1, Generate.Limits.MaximumThreads);

    /// <summary>The configuration with what the command line says over it. A command may leave some of these options out.</summary>
    public DeviceSettings Read(ParseResult parse, DeviceSettings configured) => configured with
    {
        Name = parse.GetValue(Device) ?? configured.Name,
        Precision = parse.GetValue(Precision) ?? configured.Precision,
        Threads = parse.GetValue(Threads) ?? configured.Threads,
    };
}
