namespace ReCorD.Compute;

/// <summary>Keeps a tensor's data in memory until it is disposed.</summary>
internal sealed class TensorLease(Tensor tensor, nint pointer, Action? release) : IDisposable
{
    private Action? release = release;

    /// <summary>Address of the first element.</summary>
    public nint Pointer => pointer;

    public void Dispose()
    {
        Interlocked.Exchange(ref release, null)?.Invoke();
        GC.KeepAlive(tensor);
    }
}
