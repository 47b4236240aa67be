using System.Diagnostics;
using ReCorD.Cli.Devices;
using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Runtime;

namespace ReCorD.Cli.Bench;

/// <summary>
/// Times one network at full size with seeded random weights: forward, forward with edits, or the forward up to the last attention map with the
/// gradient of the box loss. For guidance the forward network is loaded too, on one set of weights, as a correction needs both.
/// </summary>
internal sealed class NetworkBenchmark(BenchSubject subject) : IBenchmark
{
    public BenchSubject Subject => subject;

    public BenchReport Measure(BenchRequest request, IProgress<string> progress, CancellationToken cancellationToken)
    {
        using ComputeRuntime runtime = new(new ThreadSettings { Threads = request.Device.Threads });
        DeviceSetup device = DeviceSetup.Find(runtime, request.Device, cancellationToken);
        SessionSettings settings = device.Choice.Session;
        progress.Report($"Device: {device.Description}.");
        progress.Report("Measuring the machine's peak ...");
        MachinePeak peak = MachinePeak.Measure(runtime, settings, cancellationToken);
        progress.Report("Building the network ...");
        using BenchNetworks networks = new(request, device);
        GraphModule measured = Subject switch
        {
            BenchSubject.Guidance => networks.Guidance,
            BenchSubject.Edited => networks.Edited,
            _ => networks.Forward,
        };
        long start = Stopwatch.GetTimestamp();
        using Session? forward = Subject == BenchSubject.Guidance ? Session.Create(runtime, networks.Forward, settings, cancellationToken) : null;
        using Session session = Session.Create(runtime, measured, settings with { ProfilePrefix = request.Profile }, cancellationToken);
        double load = (Stopwatch.GetElapsedTime(start) - networks.TimeMaking).TotalSeconds;
        progress.Report("Running ...");
        if (forward is not null)
        {
            SessionTimer.RunOnce(forward, networks.Forward, cancellationToken);
        }

        double seconds = SessionTimer.Measure(session, measured, cancellationToken);
        progress.Report("Measuring the machine's peak again ...");
        peak = peak.OrBetter(MachinePeak.Measure(runtime, settings, cancellationToken));
        BenchReport report = Report(measured, peak, seconds, load, networks);
        return request.Profile is null ? report : report with { Rows = Profile(session, request.Profile) };
    }

    private static IReadOnlyList<IReadOnlyList<BenchField>> Profile(Session session, string path)
    {
        AtomicFile.Move(session.EndProfiling(), path);
        return OperatorProfile.Read(path);
    }

    private static BenchReport Report(GraphModule measured, MachinePeak peak, double seconds, double load, BenchNetworks networks)
    {
        using Process process = Process.GetCurrentProcess();
        double gflop = FlopCounter.Count(measured) / 1e9, peakMemory = process.PeakWorkingSet64 / 1e6;
        double weights = networks.WeightBytes / 1e6, turned = ReferenceEquals(measured, networks.Guidance) ? networks.TurnedBytes / 1e6 : 0;
        return new BenchReport(
        [
            new BenchField("convolution_peak_gflops", peak.Convolution, "GFLOP/s"),
            new BenchField("matrix_peak_gflops", peak.Matrix, "GFLOP/s"),
            new BenchField("peak_gflops", peak.Greatest, "GFLOP/s"),
            new BenchField("sustained_gflops", peak.Sustained, "GFLOP/s, convolutions for two seconds"),
            new BenchField("gflop", gflop, "GFLOP counted from the graph"),
            new BenchField("seconds", seconds, "s"),
            new BenchField("gflops", gflop / seconds, "GFLOP/s"),
            new BenchField("share_of_peak", gflop / seconds / peak.Greatest),
            new BenchField("share_of_sustained", gflop / seconds / peak.Sustained),
            new BenchField("peak_memory_mb", peakMemory, "MB"),
            new BenchField("weights_mb", weights, "MB, one copy for all graphs"),
            new BenchField("turned_kernels_mb", turned, "MB, for the gradient"),
            new BenchField("load_seconds", load, "s, without the making of random weights"),
            new BenchField("nodes", measured.Nodes.Count),
        ],
        [],
        [FormattableString.Invariant($"Beside weights and turned kernels, {peakMemory - weights - turned:F0} MB hold activations, packed matrices of small networks, the runtime and what loading needed for a while.")]);
    }
}
