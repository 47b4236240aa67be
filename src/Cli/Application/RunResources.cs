namespace ReCorD.Cli.Application;

/// <summary>
/// Things that must be undone when the program leaves early, even where the work that owns them does not return in time:
/// half-written folders.
/// </summary>
internal sealed class RunResources : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<IDisposable> _items = [];
    private bool _disposed;

    /// <summary>Whether the running work has something that it will keep when it is cancelled, and so should be waited for.</summary>
    public bool HasSomethingToKeep { get; set; }

    /// <summary>Takes charge of something until the program ends. Disposing it earlier as well is harmless.</summary>
    public T Own<T>(T item)
        where T : IDisposable
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                _items.Add(item);
                return item;
            }
        }

        item.Dispose();
        throw new OperationCanceledException();
    }

    /// <summary>Disposes of something that was taken charge of, and forgets it: a server owns many, one after another.</summary>
    public void End(IDisposable item)
    {
        lock (_gate)
        {
            _items.Remove(item);
        }

        item.Dispose();
    }

    public void Dispose()
    {
        IDisposable[] items;
        lock (_gate)
        {
            _disposed = true;
            items = [.. _items];
            _items.Clear();
        }

        foreach (IDisposable item in items.Reverse())
        {
            item.Dispose();
        }
    }
}
