using ReCorD.Plugins.Events;

namespace ReCorD.Cli.Progress;

/// <summary>Shows a run while it happens. How much it can show is its own business: a terminal redraws, a pipe gets lines, a program gets JSON.</summary>
internal interface IRunDisplay : IRunObserver
{
    /// <summary>Before anything is loaded.</summary>
    void Begin(RunAnnouncement run);

    /// <summary>Carries out the work while showing it.</summary>
    Task<T> ShowAsync<T>(Func<Task<T>> work);

    /// <summary>After everything is written.</summary>
    void Finish(RunSummary summary);

    /// <summary>The run failed or was stopped. The message for people goes to standard error elsewhere; this is for displays that have readers of their own.</summary>
    void Fail(string message, int exitCode);
}
