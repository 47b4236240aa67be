using System.Globalization;
using ReCorD.Compute.Runtime;

namespace ReCorD.Cli.Doctor;

/// <summary>ONNX Runtime: whether it loads, its version, its devices, and whether the wanted device is among them.</summary>
internal sealed class EngineCheck(string device, int threads) : IHealthCheck
{
    public IEnumerable<Finding> Look(CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        findings.Add(Probe.Run("ONNX Runtime", () =>
        {
            using ComputeRuntime runtime = new(new ThreadSettings { Threads = threads });
            bool found = runtime.AvailableDevices.Contains(device, StringComparer.OrdinalIgnoreCase);
            findings.Add(new Finding("devices", Health.Ok, string.Join(", ", runtime.AvailableDevices)));
            findings.Add(found
                ? new Finding("device", Health.Ok, device)
                : new Finding("device", Health.Failure, $"'{device}' is not in the loaded library; choose one of {string.Join(", ", runtime.AvailableDevices)} with --set Device:Name=…"));
            return new Finding("ONNX Runtime", Health.Ok, string.Create(CultureInfo.InvariantCulture, $"{runtime.Version}, {runtime.Threads}"));
        }));

        // The library itself first, what it offers after it.
        return findings.OrderByDescending(finding => finding.Name == "ONNX Runtime");
    }
}
