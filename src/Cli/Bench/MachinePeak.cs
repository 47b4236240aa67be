using System.Diagnostics;
using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Runtime;

namespace ReCorD.Cli.Bench;

/// <summary>
/// What the machine can do in this very run, in GFLOP/s: the best of a few large convolutions and matrix products through the same runtime, of some milliseconds each, and what it
/// sustains for as long as a network takes.
/// </summary>
internal sealed record MachinePeak(double Convolution, double Matrix, double Sustained)
{
    private const int Repetitions = 8;

    /// <summary>Where clocks fall under load or other guests share the machine, seconds tell another story than milliseconds.</summary>
    private static readonly TimeSpan SustainedTime = TimeSpan.FromSeconds(2);

    /// <summary>The greater of convolution and matrix.</summary>
    public double Greatest => Math.Max(Convolution, Matrix);

    /// <summary>The better of two measurements: a machine that was busy during one of them has not become slower.</summary>
    public MachinePeak OrBetter(MachinePeak other) => new(Math.Max(Convolution, other.Convolution), Math.Max(Matrix, other.Matrix), Math.Max(Sustained, other.Sustained));

    public static MachinePeak Measure(ComputeRuntime runtime, SessionSettings settings, CancellationToken cancellationToken)
        => new(
            Math.Max(Convolve(runtime, settings, 320, 64, Best, cancellationToken), Convolve(runtime, settings, 640, 32, Best, cancellationToken)),
            Math.Max(Multiply(runtime, settings, 1024, cancellationToken), Multiply(runtime, settings, 2048, cancellationToken)),
            Convolve(runtime, settings, 320, 64, Mean, cancellationToken));

    private static double Convolve(ComputeRuntime runtime, SessionSettings settings, int channels, int side, Func<Action, double> time, CancellationToken cancellationToken)
    {
        GraphBuilder g = new("peak-convolution");
        Value x = g.Input("x", ElementType.Float32, 1, channels, side, side);
        using Tensor weight = Noise(channels, channels, 3, 3), input = Noise(1, channels, side, side);
        return Time(runtime, settings, g, x.Conv(g.Weight("w", weight), null, 1, 1), input, time, cancellationToken);
    }

    private static double Multiply(ComputeRuntime runtime, SessionSettings settings, int side, CancellationToken cancellationToken)
    {
        GraphBuilder g = new("peak-matrix");
        Value x = g.Input("x", ElementType.Float32, side, side);
        using Tensor weight = Noise(side, side), input = Noise(side, side);
        return Time(runtime, settings, g, x.MatMul(g.Weight("w", weight)), input, Best, cancellationToken);
    }

    private static double Time(
        ComputeRuntime runtime, SessionSettings settings, GraphBuilder g, Value result, Tensor input, Func<Action, double> time, CancellationToken cancellationToken)
    {
        GraphModule module = g.Build(KeyValuePair.Create("result", result));
        using Session session = Session.Create(runtime, module, settings, cancellationToken);
        using Tensor output = new(ElementType.Float32, result.Shape);
        Dictionary<string, Tensor> inputs = new() { ["x"] = input }, outputs = new() { ["result"] = output };
        return FlopCounter.Count(module) / time(() => session.Run(inputs, outputs, cancellationToken)) / 1e9;
    }

    /// <summary>Seconds of the shortest of a few runs.</summary>
    private static double Best(Action run)
    {
        double best = double.PositiveInfinity;
        for (int i = 0; i <= Repetitions; i++)
        {
            long start = Stopwatch.GetTimestamp();
            run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }

    /// <summary>Seconds of a run, on average over <see cref="SustainedTime"/>.</summary>
    private static double Mean(Action run)
    {
        run();
        int runs = 0;
        long start = Stopwatch.GetTimestamp();
        for (; Stopwatch.GetElapsedTime(start) < SustainedTime; runs++)
        {
            run();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds / runs;
    }

    private static Tensor Noise(params long[] shape)
    {
        Tensor tensor = new(ElementType.Float32, new TensorShape(shape));
        Random random = new(1);
        foreach (ref float value in tensor.AsSpan<float>())
        {
            value = random.NextSingle() - 0.5f;
        }

        return tensor;
    }
}
