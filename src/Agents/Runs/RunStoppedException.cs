namespace ReCorD.Agents.Runs;

/// <summary>
/// A run was cancelled after it had a picture: that of its best round so far. Whoever does not want it sees a cancellation like any other.
/// </summary>
public sealed class RunStoppedException : OperationCanceledException
{
    public RunStoppedException()
    {
    }

    public RunStoppedException(string message)
        : base(message)
    {
    }

    public RunStoppedException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <param name="outcome">What there is.</param>
    /// <param name="cancellationToken">By which the run was stopped.</param>
    public RunStoppedException(RunOutcome outcome, CancellationToken cancellationToken)
        : base("The run was stopped; its best round so far can be kept.", cancellationToken) => Outcome = outcome;

    /// <summary>What the run has come to; null: nothing.</summary>
    public RunOutcome? Outcome { get; }
}
