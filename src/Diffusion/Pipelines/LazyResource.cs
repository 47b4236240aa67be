namespace ReCorD.Diffusion.Pipelines;

/// <summary>Something that is made when first used: once, whoever comes first, and let go of with this. A failure is not kept: the next use tries again.</summary>
internal sealed class LazyResource<T>(Func<T> make) : IDisposable
    where T : class, IDisposable
{
    private readonly Lock gate = new();
    private T? value;
    private bool isDisposed;

    /// <exception cref="ObjectDisposedException">Disposed before.</exception>
    public T Value
    {
        get
        {
            lock (gate)
            {
                ObjectDisposedException.ThrowIf(isDisposed, this);
                return value ??= make();
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            isDisposed = true;
            value?.Dispose();
            value = null;
        }
    }
}
