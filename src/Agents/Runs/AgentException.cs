namespace ReCorD.Agents.Runs;

/// <summary>A run that cannot be carried out as asked; the message says what to change.</summary>
public sealed class AgentException : Exception
{
    public AgentException()
    {
    }

    public AgentException(string message)
        : base(message)
    {
    }

    public AgentException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
