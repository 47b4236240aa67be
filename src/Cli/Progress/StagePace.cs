namespace ReCorD.Cli.Progress;

/// <summary>Estimates how long a stage still takes from the mean time of its steps so far.</summary>
internal sealed class StagePace(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>Time since the stage began.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <summary>Null where nothing is known yet: no step done, or an unknown number of steps.</summary>
    public TimeSpan? Left(int completed, int steps)
        => completed <= 0 || steps <= 0 ? null : Elapsed / completed * Math.Max(0, steps - completed);
}
