namespace ReCorD.Plugins.Events;

/// <summary>Told what happens in a run. Called on the thread that does the work: return soon and do not throw.</summary>
public interface IRunObserver
{
    void Observe(RunEvent runEvent);
}
