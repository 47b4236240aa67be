namespace ReCorD.Compute;

/// <summary>Memory behind tensors whose parts can leave the process when a tensor over them is disposed, because they can be read again.</summary>
internal interface IReclaimable
{
    /// <summary>A hint that nobody will read these bytes soon.</summary>
    void Reclaim(nint pointer, long length);
}
