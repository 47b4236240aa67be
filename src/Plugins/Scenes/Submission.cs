namespace ReCorD.Plugins.Scenes;

/// <summary>The answer that an agent owes: open until a valid one was given or the attempts are used up.</summary>
public sealed class Submission<T>
    where T : class
{
    private bool isAbandoned;

    public Submission(int maximumAttempts)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximumAttempts);
        MaximumAttempts = maximumAttempts;
    }

    public int MaximumAttempts { get; }

    /// <summary>Answers given so far, valid or not.</summary>
    public int Attempts { get; private set; }

    /// <summary>The valid answer, or null.</summary>
    public T? Value { get; private set; }

    /// <summary>What was wrong with the last answer; null where there was none or it was valid.</summary>
    public string? LastProblem { get; private set; }

    /// <summary>Why a fallback stands in for an agent's answer, or why the matter was given up; null where neither is so.</summary>
    public string? Fallback { get; private set; }

    /// <summary>No agent was asked: the user answered.</summary>
    public bool IsGiven => Value is not null && Attempts == 0 && Fallback is null;

    /// <summary>Nothing more is expected: answered, out of attempts, or abandoned.</summary>
    public bool IsClosed => Value is not null || Attempts >= MaximumAttempts || isAbandoned;

    /// <summary>Takes a valid answer.</summary>
    public void Accept(T value)
    {
        Attempts++;
        Value = value;
        LastProblem = null;
    }

    /// <summary>Counts an answer that cannot be used.</summary>
    public void Reject(string problem)
    {
        Attempts++;
        LastProblem = problem;
    }

    /// <summary>Expects no answer any more, since nobody is left to give one.</summary>
    /// <param name="problem">Why.</param>
    public void Abandon(string problem)
    {
        isAbandoned = true;
        LastProblem = problem;
    }

    /// <summary>Settles the matter without the agent.</summary>
    /// <param name="value">What is used instead.</param>
    /// <param name="reason">Why; goes into the run record.</param>
    public void Settle(T value, string reason)
    {
        Value = value;
        Fallback = reason;
    }

    /// <summary>Leaves the matter open for good: no answer, and nothing that could stand in for one.</summary>
    /// <param name="reason">Why; goes into the run record.</param>
    public void GiveUp(string reason) => Fallback = reason;

    /// <summary>Takes over a matter settled elsewhere: by the user, or in a run that is repeated.</summary>
    /// <param name="value">The answer; null where it was given up.</param>
    /// <param name="attempts">Answers it took; 0 where no agent was asked.</param>
    /// <param name="fallback">Why a fallback stands in, or null.</param>
    public void Restore(T? value, int attempts, string? fallback)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(attempts);
        Attempts = attempts;
        Value = value;
        Fallback = fallback;
    }
}
