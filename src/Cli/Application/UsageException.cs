namespace ReCorD.Cli.Application;

/// <summary>A command line or configuration that does not make sense.</summary>
internal sealed class UsageException : CommandException
{
    public UsageException(string message)
        : base(message)
    {
    }

    public UsageException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public UsageException()
    {
    }

    /// <inheritdoc/>
    public override int ExitCode => Application.ExitCode.Usage;
}
