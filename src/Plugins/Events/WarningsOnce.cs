namespace ReCorD.Plugins.Events;

/// <summary>Passes everything on, but each warning only once: several agents and rounds of a run may find the same. Safe to use from several threads.</summary>
/// <param name="inner">Told the rest.</param>
public sealed class WarningsOnce(IRunObserver inner) : IRunObserver
{
    private readonly Lock gate = new();
    private readonly HashSet<string> told = new(StringComparer.Ordinal);

    public void Observe(RunEvent runEvent)
    {
        if (runEvent is not RunWarned warned || IsNew(warned.Message))
        {
            inner.Observe(runEvent);
        }
    }

    private bool IsNew(string message)
    {
        lock (gate)
        {
            return told.Add(message);
        }
    }
}
