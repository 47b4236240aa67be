namespace ReCorD.Compute.Runtime;

/// <summary>The thread pool that all sessions of the process share.</summary>
public sealed record ThreadSettings
{
    /// <summary>Threads that compute, the calling one included; 0 (default) for one per processor that the process may use.</summary>
    public int Threads { get; init; }

    /// <summary>What idle threads do between two pieces of work. Default <see cref="IdleThreads.Sleep"/>.</summary>
    public IdleThreads Idle { get; init; } = IdleThreads.Sleep;

    public override string ToString() => $"{Threads} threads that {(Idle == IdleThreads.Spin ? "spin" : "sleep")} when idle";
}
