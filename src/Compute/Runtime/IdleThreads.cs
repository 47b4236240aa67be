namespace ReCorD.Compute.Runtime;

/// <summary>What the pool's threads do while there is nothing to compute.</summary>
public enum IdleThreads
{
    /// <summary>Leave the processor to others.</summary>
    Sleep,

    /// <summary>Wait busily for a while: a little faster for small networks on a machine with nothing else to do.</summary>
    Spin,
}
