namespace ReCorD.Fakes;

/// <summary>
/// A clock whose waits take no real time. Waits up to <see cref="Patience"/> pass at once and move the clock; longer ones are kept until
/// <see cref="Advance"/> reaches them.
/// </summary>
internal sealed class FakeClock : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Waiter> waiters = [];
    private DateTimeOffset now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>Longest wait that passes by itself. Default none.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.Zero;

    /// <summary>Waits that passed by themselves, in order.</summary>
    public List<TimeSpan> Waits { get; } = [];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => now;

    public override long GetTimestamp() => now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waiter waiter = new(this, callback, state);
        waiter.Change(dueTime, period);
        return waiter;
    }

    /// <summary>Moves the clock and ends the waits that are then over.</summary>
    public void Advance(TimeSpan time)
    {
        Waiter[] due;
        lock (gate)
        {
            now += time;
            due = [.. waiters.Where(waiter => waiter.Due <= now)];
            waiters.RemoveAll(due.Contains);
        }

        Array.ForEach(due, waiter => waiter.Fire());
    }

    private void Add(Waiter waiter, TimeSpan wait)
    {
        lock (gate)
        {
            waiters.Remove(waiter);
            if (wait < TimeSpan.Zero)
            {
                return;
            }

            if (wait <= Patience)
            {
                now += wait;
                Waits.Add(wait);
                ThreadPool.QueueUserWorkItem(_ => waiter.Fire());
                return;
            }

            waiter.Due = now + wait;
            waiters.Add(waiter);
        }
    }

    private sealed class Waiter(FakeClock clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.Add(this, dueTime);
            return true;
        }

        public void Fire() => callback(state);

        public void Dispose() => clock.Add(this, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
