namespace ReCorD.Plugins.Events;

/// <summary>An observer for callers that want no progress.</summary>
public sealed class NullRunObserver : IRunObserver
{
    private NullRunObserver()
    {
    }

    public static NullRunObserver Instance { get; } = new();

    public void Observe(RunEvent runEvent)
    {
    }
}
