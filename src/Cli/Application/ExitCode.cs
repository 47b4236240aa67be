namespace ReCorD.Cli.Application;

/// <summary>What the process returns to the shell.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The work could not be done; one message on standard error says why.</summary>
    public const int Failure = 1;

    /// <summary>The command line or the configuration does not make sense; nothing was started.</summary>
    public const int Usage = 2;

    /// <summary>Ctrl-C: 128 + SIGINT, as shells expect.</summary>
    public const int Interrupted = 130;
}
