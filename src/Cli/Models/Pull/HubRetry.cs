using ReCorD.Cli.Application;

namespace ReCorD.Cli.Models.Pull;

/// <summary>Asks the Hub again after failures that may pass. Waits twice as long each time, or as long as the Hub asks if that is longer.</summary>
/// <param name="time">What the waits are measured by.</param>
/// <param name="tell">Told before each wait, in a sentence.</param>
internal sealed class HubRetry(TimeProvider time, Action<string> tell)
{
    /// <summary>Tries in all.</summary>
    public const int Tries = 5;

    /// <summary>Wait before the second try; 15 s in all.</summary>
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait that the Hub can ask for; it counts requests in windows of five minutes.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>The wait that an answer asks for (Retry-After, in seconds or as a date); null where it does not.</summary>
    public TimeSpan? WaitOf(HttpResponseMessage response)
        => response.Headers.RetryAfter is { } asked ? asked.Delta ?? (asked.Date is { } date ? date - time.GetUtcNow() : null) : null;

    /// <param name="what">What is asked for.</param>
    /// <param name="ask">One try.</param>
    /// <param name="cancellationToken">Ends a wait at once.</param>
    /// <exception cref="CommandException">The last try failed too, or asking again would not help.</exception>
    public async Task<T> RunAsync<T>(string what, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        for (int done = 1; ; done++)
        {
            try
            {
                return await ask(cancellationToken).ConfigureAwait(false);
            }
            catch (TransientHubException exception) when (done < Tries && !(exception.RetryAfter > LongestWait))
            {
                TimeSpan own = FirstWait * Math.Pow(2, done - 1), wait = exception.RetryAfter > own ? exception.RetryAfter.Value : own;
                tell(FormattableString.Invariant($"{what}: {exception.Reason} Try {done + 1} of {Tries} in {Math.Ceiling(wait.TotalSeconds):0} s."));
                await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
            }
            catch (TransientHubException exception) when (exception.RetryAfter > LongestWait)
            {
                throw new CommandException(FormattableString.Invariant($"{exception.Message} It asks to wait {exception.RetryAfter.Value.TotalSeconds:0} s."), exception);
            }
        }
    }
}
