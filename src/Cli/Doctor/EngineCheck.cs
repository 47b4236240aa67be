using System.Globalization;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Devices;
using ReCorD.Compute.Runtime;

namespace ReCorD.Cli.Doctor;

/// <summary>ONNX Runtime: whether it loads, its version, its devices, and whether the wanted device computes.</summary>
internal sealed class EngineCheck(DeviceSettings device) : IHealthCheck
{
    public IEnumerable<Finding> Look(CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        findings.Add(Probe.Run("ONNX Runtime", () =>
        {
            using ComputeRuntime runtime = new(new ThreadSettings { Threads = device.Threads });
            findings.Add(new Finding("devices", Health.Ok, Devices(runtime, cancellationToken)));
            findings.Add(Probe.Run("device", () => Start(runtime, cancellationToken)));
            return new Finding("ONNX Runtime", Health.Ok, string.Create(CultureInfo.InvariantCulture, $"{runtime.Version}, {runtime.Threads}"));
        }));

        // The library itself first, what it offers after it.
        return findings.OrderByDescending(finding => finding.Name == "ONNX Runtime");
    }

    /// <summary>Those that compute, and those that the library was built with but which do not, without the reasons: they are long, and told where the device is wanted.</summary>
    private string Devices(ComputeRuntime runtime, CancellationToken cancellationToken)
    {
        List<string> work = [], rest = [];
        foreach (string name in runtime.AvailableDevices)
        {
            cancellationToken.ThrowIfCancellationRequested();
            DeviceChoice choice = DeviceSetup.Find(runtime, device with { Name = name, Precision = "single" }, cancellationToken).Choice;
            (DeviceProbe.WhyNot(runtime, choice.Session) is null ? work : rest).Add(name);
        }

        return $"{string.Join(", ", work)}{(rest.Count == 0 ? "" : $" ({string.Join(", ", rest)} in the library, but not working here: record doctor --device {rest[0]} says why)")}";
    }

    /// <summary>A library can have been built with a device whose driver is missing: only a computation tells.</summary>
    private Finding Start(ComputeRuntime runtime, CancellationToken cancellationToken)
    {
        DeviceSetup setup = DeviceSetup.Find(runtime, device, cancellationToken);
        string rejected = string.Concat(setup.Choice.Rejected.Select(other => $"; not {other.Device}: {other.Reason.TrimEnd('.')}"));
        return DeviceProbe.WhyNot(runtime, setup.Choice.Session) is { } reason
            ? new Finding("device", Health.Failure, $"The device '{setup.Device}' cannot be used: {reason} The loaded ONNX Runtime has: {string.Join(", ", runtime.AvailableDevices)}.")
            : new Finding("device", Health.Ok, setup.Description + rejected);
    }
}
