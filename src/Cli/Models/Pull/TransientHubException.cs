using ReCorD.Cli.Application;

namespace ReCorD.Cli.Models.Pull;

/// <summary>The Hub failed in a way that may pass, so that it can be asked again.</summary>
/// <param name="reason">What happened, in a sentence.</param>
/// <param name="message">The same for the user, with what to do once asking again is given up.</param>
/// <param name="retryAfter">The wait that the Hub asks for; null where it names none.</param>
/// <param name="inner">The cause, if any.</param>
internal sealed class TransientHubException(string reason, string message, TimeSpan? retryAfter, Exception? inner) : CommandException(message, inner!)
{
    public string Reason => reason;

    public TimeSpan? RetryAfter => retryAfter;
}
