using ReCorD.Plugins.Events;

namespace ReCorD.Mcp.Scenes;

/// <summary>A scene keeps one observer for life, but each call on it has its own listener: this passes events on to that of the call under way.</summary>
internal sealed class SwitchedObserver : IRunObserver
{
    private volatile IRunObserver target = NullRunObserver.Instance;

    public void Observe(RunEvent runEvent) => target.Observe(runEvent);

    /// <summary>Listens until the result is disposed.</summary>
    public IDisposable Listen(IRunObserver listener)
    {
        target = listener;
        return new Connection(this);
    }

    private sealed class Connection(SwitchedObserver owner) : IDisposable
    {
        public void Dispose() => owner.target = NullRunObserver.Instance;
    }
}
