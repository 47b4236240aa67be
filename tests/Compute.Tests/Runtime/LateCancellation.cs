using System.Diagnostics;

namespace ReCorD.Compute.Tests.Runtime;

/// <summary>Cancels after a delay from a thread of its own: timers and tasks wait for the thread pool, which other tests may keep busy for seconds.</summary>
internal sealed class LateCancellation : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly Thread thread;
    private long cancelledAt;

    public LateCancellation(TimeSpan delay)
    {
        thread = new Thread(() =>
        {
            Thread.Sleep(delay);
            Volatile.Write(ref cancelledAt, Stopwatch.GetTimestamp());
            source.Cancel();
        });
        thread.Start();
    }

    public CancellationToken Token => source.Token;

    /// <summary>Time since it cancelled.</summary>
    public TimeSpan SinceCancelled => Stopwatch.GetElapsedTime(Volatile.Read(ref cancelledAt));

    public void Dispose()
    {
        thread.Join();
        source.Dispose();
    }
}
