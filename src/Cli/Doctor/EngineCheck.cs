using System.Globalization;
using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Runtime;

namespace ReCorD.Cli.Doctor;

/// <summary>ONNX Runtime: whether it loads, its version, its devices, and whether the wanted device starts.</summary>
internal sealed class EngineCheck(string device, int threads) : IHealthCheck
{
    public IEnumerable<Finding> Look(CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        findings.Add(Probe.Run("ONNX Runtime", () =>
        {
            using ComputeRuntime runtime = new(new ThreadSettings { Threads = threads });
            findings.Add(new Finding("devices", Health.Ok, string.Join(", ", runtime.AvailableDevices)));
            findings.Add(Probe.Run("device", () => Start(runtime, cancellationToken)));
            return new Finding("ONNX Runtime", Health.Ok, string.Create(CultureInfo.InvariantCulture, $"{runtime.Version}, {runtime.Threads}"));
        }));

        // The library itself first, what it offers after it.
        return findings.OrderByDescending(finding => finding.Name == "ONNX Runtime");
    }

    /// <summary>A library can have been built with a device whose driver is missing: only a session tells.</summary>
    private Finding Start(ComputeRuntime runtime, CancellationToken cancellationToken)
    {
        GraphBuilder g = new("device");
        GraphModule graph = g.Build(KeyValuePair.Create("twice", g.Input("x", ElementType.Float32, 1) * 2));
        using Session session = Session.Create(runtime, graph, new SessionSettings { Device = device }, cancellationToken);
        return new Finding("device", Health.Ok, device);
    }
}
