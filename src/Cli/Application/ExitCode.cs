namespace ReCorD.Cli.Application;

/// <summary>What the process returns to the shell.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The work could not be done; one message on standard error says why.</summary>
    public const int Failure = 1;

    /// <summary>The command line or the configuration does not make sense; nothing was started.</summary>
    public const int Usage = 2;

    /// <summary>The work was done, but assertions of an experiment do not hold; the number is promptfoo's.</summary>
    public const int AssertionsFailed = 100;

    /// <summary>Ctrl-C: 128 + SIGINT, as shells expect.</summary>
    public const int Interrupted = 130;
}
