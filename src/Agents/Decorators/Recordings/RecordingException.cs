namespace ReCorD.Agents.Decorators.Recordings;

/// <summary>A recording cannot be written, read, or does not hold what is asked of it. The message says which file, where, and what to do.</summary>
public sealed class RecordingException : Exception
{
    public RecordingException()
    {
    }

    public RecordingException(string message)
        : base(message)
    {
    }

    public RecordingException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
