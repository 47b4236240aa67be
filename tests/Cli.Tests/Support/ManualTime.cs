namespace ReCorD.Cli.Tests.Support;

/// <summary>
/// A clock that stands still until a test moves it; starts at 2026-01-02 03:04:05 UTC, which is also local time. Waits of up to a minute
/// are over at once and remembered; longer ones end when a test lets them.
/// </summary>
internal sealed class ManualTime : TimeProvider
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly List<Wait> _kept = [];
    private TimeSpan _elapsed;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Waits that were over at once, in seconds.</summary>
    public List<double> Waits { get; } = [];

    /// <summary>How many waits of more than a minute are not over.</summary>
    public int LongWaits
    {
        get
        {
            lock (_gate)
            {
                return _kept.Count;
            }
        }
    }

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) + _elapsed;

    public override long GetTimestamp() => _elapsed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Wait wait = new(this, callback, state);
        wait.Change(dueTime, period);
        return wait;
    }

    public void Advance(double seconds) => _elapsed += TimeSpan.FromSeconds(seconds);

    /// <summary>Ends all waits that are longer than a minute.</summary>
    public void EndWaits()
    {
        Wait[] due;
        lock (_gate)
        {
            due = [.. _kept];
            _kept.Clear();
        }

        Array.ForEach(due, wait => wait.End());
    }

    private void Keep(Wait wait, TimeSpan time)
    {
        lock (_gate)
        {
            _kept.Remove(wait);
            if (time > Patience)
            {
                _kept.Add(wait);
            }
            else if (time >= TimeSpan.Zero)
            {
                Waits.Add(time.TotalSeconds);
                ThreadPool.QueueUserWorkItem(_ => wait.End());
            }
        }
    }

    private sealed class Wait(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.Keep(this, dueTime);
            return true;
        }

        public void End() => callback(state);

        public void Dispose() => time.Keep(this, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
