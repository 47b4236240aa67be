namespace ReCorD.Compute;

/// <summary>Data of a tensor that is made when needed. Safe for use from several threads.</summary>
internal sealed class DeferredData(Func<Tensor> load) : IDisposable
{
    private readonly Lock gate = new();
    private Tensor? loaded;
    private int leases;
    private bool kept, disposed;

    /// <summary>The address, valid from now on until disposal.</summary>
    public nint Keep(Tensor tensor)
    {
        lock (gate)
        {
            kept = true;
            return Load(tensor);
        }
    }

    /// <summary>The address until the lease ends.</summary>
    public TensorLease Lease(Tensor tensor)
    {
        lock (gate)
        {
            nint pointer = Load(tensor);
            leases++;
            return new TensorLease(tensor, pointer, Release);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            Unload();
        }
    }

    private nint Load(Tensor tensor)
    {
        ObjectDisposedException.ThrowIf(disposed, tensor);
        loaded ??= load();
        return loaded.ElementType == tensor.ElementType && loaded.Shape.Equals(tensor.Shape)
            ? loaded.Pointer
            : throw new InvalidOperationException($"A tensor was announced as {tensor.ElementType}{tensor.Shape} but loaded as {loaded.ElementType}{loaded.Shape}.");
    }

    private void Release()
    {
        lock (gate)
        {
            leases--;
            if (leases == 0 && !kept)
            {
                Unload();
            }
        }
    }

    private void Unload()
    {
        loaded?.Dispose();
        loaded = null;
    }
}
