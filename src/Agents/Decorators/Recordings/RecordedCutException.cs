namespace ReCorD.Agents.Decorators.Recordings;

/// <summary>
/// The recorded run waited for this answer no longer. It is a cancellation as it was then, so that all that stands between passes it on and
/// counts it alike.
/// </summary>
public sealed class RecordedCutException : OperationCanceledException
{
    public RecordedCutException()
    {
    }

    public RecordedCutException(string message)
        : base(message)
    {
    }

    public RecordedCutException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
