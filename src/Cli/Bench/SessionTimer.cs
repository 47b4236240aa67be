using System.Diagnostics;
using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Runtime;

namespace ReCorD.Cli.Bench;

/// <summary>Times runs of a session: the shortest counts, since other programs can only add to it.</summary>
internal static class SessionTimer
{
    private const int Repetitions = 5;

    /// <summary>Small networks are run more often, since single runs of milliseconds tell little.</summary>
    private static readonly TimeSpan ShortestMeasurement = TimeSpan.FromSeconds(1);

    /// <summary>The largest networks are run less often: their runs of a minute differ little.</summary>
    private static readonly TimeSpan LongestMeasurement = TimeSpan.FromSeconds(15);

    /// <summary>Seconds of a run. One run goes before: it also fills caches and the arena.</summary>
    public static double Measure(Session session, GraphModule module, CancellationToken cancellationToken)
    {
        Dictionary<string, Tensor> inputs = BenchNetworks.Inputs(module);
        Run(session, inputs, cancellationToken);
        double best = double.PositiveInfinity;
        long first = Stopwatch.GetTimestamp();
        for (int i = 0; i == 0 || (Stopwatch.GetElapsedTime(first) < LongestMeasurement && (i < Repetitions || Stopwatch.GetElapsedTime(first) < ShortestMeasurement)); i++)
        {
            long start = Stopwatch.GetTimestamp();
            Run(session, inputs, cancellationToken);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }

    /// <summary>One run, for the memory it takes.</summary>
    public static void RunOnce(Session session, GraphModule module, CancellationToken cancellationToken) => Run(session, BenchNetworks.Inputs(module), cancellationToken);

    private static void Run(Session session, Dictionary<string, Tensor> inputs, CancellationToken cancellationToken)
    {
        foreach (Tensor output in session.Run(inputs, cancellationToken).Values)
        {
            output.Dispose();
        }
    }
}
