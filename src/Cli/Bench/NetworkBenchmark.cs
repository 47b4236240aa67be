using System.Diagnostics;
using ReCorD.Cli.Devices;
using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Guidance;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Cli.Bench;

/// <summary>
/// Times a UNet at full size with seeded random weights: forward, or the forward up to the last attention map with the gradient of the box loss.
/// For guidance both graphs are loaded, on one set of weights, as a correction needs them.
/// </summary>
internal sealed class NetworkBenchmark(BenchSubject subject) : IBenchmark
{
    private const ulong Seed = 1;
    private const int Repetitions = 5;

    /// <summary>Small networks are run more often, since single runs of milliseconds tell little.</summary>
    private static readonly TimeSpan ShortestMeasurement = TimeSpan.FromSeconds(1);

    private const int TextTokens = 77;

    public BenchSubject Subject => subject;

    public BenchReport Measure(BenchRequest request, IProgress<string> progress, CancellationToken cancellationToken)
    {
        using ComputeRuntime runtime = new(new ThreadSettings { Threads = request.Device.Threads });
        DeviceSetup device = DeviceSetup.Find(runtime, request.Device, cancellationToken);
        SessionSettings settings = device.Choice.Session;
        progress.Report($"Device: {device.Description}.");
        progress.Report("Measuring the machine's peak ...");
        MachinePeak peak = MachinePeak.Measure(runtime, settings, cancellationToken);
        UNetConfig config = request.Architecture == "sd15" ? KnownArchitectures.StableDiffusion15 : UNetConfig.Load(Path.Combine(request.Model, "unet", "config.json"));
        using RandomWeightSource random = new(Seed);
        using IWeightSource weights = random.In(device.Precision);
        progress.Report("Building the network ...");
        Networks networks = new(config, weights, Math.Min(16, config.SampleSize));
        long start = Stopwatch.GetTimestamp();
        SessionSettings measuredSettings = settings with { ProfilePrefix = request.Profile };
        using Session forward = Session.Create(runtime, networks.Forward, Subject == BenchSubject.Guidance ? settings : measuredSettings, cancellationToken);
        using Session? guidance = Subject == BenchSubject.Guidance ? Session.Create(runtime, networks.Guidance, measuredSettings, cancellationToken) : null;
        double load = Stopwatch.GetElapsedTime(start).TotalSeconds;
        progress.Report("Running ...");
        GraphModule measured = Subject == BenchSubject.Guidance ? networks.Guidance : networks.Forward;
        if (guidance is not null)
        {
            // A correction runs both, so the memory of both belongs to the measurement.
            Time(forward, Networks.Inputs(networks.Forward), repetitions: 0, cancellationToken);
        }

        double seconds = Time(guidance ?? forward, Networks.Inputs(measured), Repetitions, cancellationToken);
        progress.Report("Measuring the machine's peak again ...");
        peak = peak.OrBetter(MachinePeak.Measure(runtime, settings, cancellationToken));
        BenchReport report = Report(measured, peak, seconds, load, networks);
        return request.Profile is null ? report : report with { Rows = Profile(guidance ?? forward, request.Profile) };
    }

    private static double Time(Session session, Dictionary<string, Tensor> inputs, int repetitions, CancellationToken cancellationToken)
    {
        double best = double.PositiveInfinity;
        long first = Stopwatch.GetTimestamp();
        for (int i = 0; i <= repetitions || (repetitions > 0 && Stopwatch.GetElapsedTime(first) < ShortestMeasurement); i++)
        {
            long start = Stopwatch.GetTimestamp();
            foreach (Tensor output in session.Run(inputs, cancellationToken).Values)
            {
                output.Dispose();
            }

            // The first run also fills caches and the arena.
            best = i == 0 ? best : Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }

    private static IReadOnlyList<IReadOnlyList<BenchField>> Profile(Session session, string path)
    {
        File.Move(session.EndProfiling(), path, overwrite: true);
        return OperatorProfile.Read(path);
    }

    private static BenchReport Report(GraphModule measured, MachinePeak peak, double seconds, double load, Networks networks)
    {
        using Process process = Process.GetCurrentProcess();
        double gflop = FlopCounter.Count(measured) / 1e9, peakMemory = process.PeakWorkingSet64 / 1e6;
        double weights = networks.WeightBytes / 1e6, reordered = (ReferenceEquals(measured, networks.Guidance) ? Networks.KernelBytes(networks.Forward, networks.Guidance) : Networks.KernelBytes(networks.Forward)) / 1e6;
        return new BenchReport(
        [
            new BenchField("convolution_peak_gflops", peak.Convolution, "GFLOP/s"),
            new BenchField("matrix_peak_gflops", peak.Matrix, "GFLOP/s"),
            new BenchField("peak_gflops", peak.Best, "GFLOP/s"),
            new BenchField("gflop", gflop, "GFLOP counted from the graph"),
            new BenchField("seconds", seconds, "s"),
            new BenchField("gflops", gflop / seconds, "GFLOP/s"),
            new BenchField("share_of_peak", gflop / seconds / peak.Best),
            new BenchField("peak_memory_mb", peakMemory, "MB"),
            new BenchField("weights_mb", weights, "MB, one copy for all graphs"),
            new BenchField("load_seconds", load, "s"),
            new BenchField("nodes", measured.Nodes.Count),
        ],
        [],
        [
            FormattableString.Invariant($"Beside the raw weights ({weights:F0} MB), {reordered:F0} MB hold convolution kernels in the processor's order, which each graph has of its own (in a gradient also turned),"),
            FormattableString.Invariant($"and {peakMemory - weights - reordered:F0} MB activations, packed matrices of small networks, the runtime and what loading needed for a while."),
        ]);
    }

    /// <summary>Both graphs of one network over one set of weights.</summary>
    private sealed class Networks
    {
        private readonly List<Tensor> raw;

        public Networks(UNetConfig config, IWeightSource weights, int mapSide)
        {
            int side = config.SampleSize;
            Forward = DenoisingNetwork.BuildGraph(config, weights, new DenoisingShape(1, side, side, TextTokens, mapSide, mapSide, null), out _);
            Guidance = GuidanceNetwork.BuildGraph(config, weights, new BoxConstraintLoss(), new GuidanceShape(side, side, TextTokens, mapSide, mapSide));
            raw = [.. Forward.Initializers.Concat(Guidance.Initializers).Select(value => value.Initializer!).Distinct()];
        }

        public GraphModule Forward { get; }

        public GraphModule Guidance { get; }

        public long WeightBytes => raw.Sum(tensor => tensor.ByteLength);

        /// <summary>Bytes of the kernels that ONNX Runtime copies into the order in which it computes convolutions.</summary>
        public static long KernelBytes(params IReadOnlyList<GraphModule> modules)
            => modules.Sum(module => module.Nodes.Where(node => node.OpType == "Conv").Select(node => node.Inputs[1]).Distinct().Sum(kernel => kernel.Shape.ElementCount * sizeof(float)));

        /// <summary>Numbers of a natural size, so that activations are of a natural size too.</summary>
        public static Dictionary<string, Tensor> Inputs(GraphModule module) => module.Inputs.ToDictionary(input => input.Name, input =>
        {
            Tensor tensor = new(input.ElementType, input.Shape);
            Random random = new(2);
            foreach (ref float value in tensor.AsSpan<float>())
            {
                value = input.Name == "timestep" ? 500 : random.NextSingle();
            }

            return tensor;
        });
    }
}
