namespace ReCorD.Cli.Application;

/// <summary>Work that cannot be done. The message is for the user: what was expected, what was found, where, what to do.</summary>
internal class CommandException : Exception
{
    public CommandException(string message)
        : base(message)
    {
    }

    public CommandException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public CommandException()
    {
    }

    /// <summary>What the process returns.</summary>
    public virtual int ExitCode => Application.ExitCode.Failure;
}
