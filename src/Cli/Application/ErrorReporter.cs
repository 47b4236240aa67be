namespace ReCorD.Cli.Application;

/// <summary>
/// Turns an exception into one message and an exit code. Exceptions of our own assemblies, of the file system and of the network
/// are written for users and shown as they are; any other is a fault of the program and says so. Stack traces only on request.
/// </summary>
internal sealed class ErrorReporter(TextWriter error, bool verbose)
{
    /// <summary>Writes the message and returns the exit code.</summary>
    public int Report(Exception exception)
    {
        Exception cause = Unwrap(exception);
        if (verbose)
        {
            error.WriteLine(cause.ToString());
        }

        error.WriteLine($"error: {Describe(cause, verbose)}");
        return cause is CommandException known ? known.ExitCode : ExitCode.Failure;
    }

    /// <summary>The one line for the user; also the text of the JSON error event.</summary>
    public static string Describe(Exception exception, bool verbose = false)
    {
        Exception cause = Unwrap(exception);
        if (IsForUsers(cause))
        {
            return Readable(cause.Message);
        }

        string hint = verbose ? "" : " Run again with --verbose for details.";
        return $"unexpected error ({cause.GetType().Name}): {Readable(cause.Message)}{hint}";
    }

    /// <summary>Messages quote what others wrote, such as a chat server's refusal.</summary>
    private static string Readable(string message) => string.Join('\n', message.TrimEnd().ReplaceLineEndings("\n").Split('\n').Select(Printable.Of));

    private static bool IsForUsers(Exception exception)
    {
        string assembly = exception.GetType().Assembly.GetName().Name ?? "";
        return exception is CommandException or IOException or UnauthorizedAccessException or HttpRequestException
            || assembly.StartsWith("ReCorD.", StringComparison.Ordinal);
    }

    private static Exception Unwrap(Exception exception)
        => exception is AggregateException { InnerExceptions.Count: 1 } or System.Reflection.TargetInvocationException or TypeInitializationException
            && exception.InnerException is { } inner
            ? Unwrap(inner)
            : exception;
}
