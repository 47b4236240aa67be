using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using ReCorD.Cli.Application;

namespace ReCorD.Cli.Models.Pull;

/// <summary>
/// Asks the Hub again after failures that may pass. Waits twice as long each time, or as long as the Hub asks if that is longer. A try that brought
/// something on begins the count anew: a large file may come over a link that breaks often.
/// </summary>
/// <param name="time">What the waits are measured by.</param>
/// <param name="tell">Told before each wait, in a sentence.</param>
internal sealed partial class HubRetry(TimeProvider time, Action<string> tell)
{
    /// <summary>Tries in a row that may fail without bringing anything.</summary>
    public const int Tries = 5;

    /// <summary>Wait before the second try; 15 s in all.</summary>
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait that the Hub can ask for; it counts requests in windows of five minutes.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The wait that an answer asks for: Retry-After, in seconds or as a date; where it is lacking and too much was asked, the <c>t</c> of RateLimit, as in
    /// <c>"api";r=0;t=42</c>. Null where it names none.
    /// </summary>
    public TimeSpan? WaitOf(HttpResponseMessage response)
        => response.Headers.RetryAfter is { } asked ? asked.Delta ?? (asked.Date is { } date ? date - time.GetUtcNow() : null)
            : response.StatusCode == HttpStatusCode.TooManyRequests ? WindowOf(response) : null;

    /// <inheritdoc cref="RunAsync{T}(string, Func{CancellationToken, Task{T}}, Func{long}, CancellationToken)"/>
    public Task<T> RunAsync<T>(string what, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken) => RunAsync(what, ask, static () => 0, cancellationToken);

    /// <param name="what">What is asked for.</param>
    /// <param name="ask">One try.</param>
    /// <param name="reached">How far it has come; greater than ever before after a try that brought something.</param>
    /// <param name="cancellationToken">Ends a wait at once.</param>
    /// <exception cref="CommandException">The last try failed too, or asking again would not help.</exception>
    public async Task<T> RunAsync<T>(string what, Func<CancellationToken, Task<T>> ask, Func<long> reached, CancellationToken cancellationToken)
    {
        long furthest = reached();
        for (int done = 1, all = 1; ; done++, all++)
        {
            try
            {
                return await ask(cancellationToken).ConfigureAwait(false);
            }
            catch (TransientHubException exception)
            {
                if (reached() is var now && now > furthest)
                {
                    (furthest, done) = (now, 1);
                }

                TimeSpan wait = NextWait(exception, done, all);
                tell(FormattableString.Invariant($"{what}: {exception.Reason} Try {done + 1} of {Tries} in {Math.Ceiling(wait.TotalSeconds):0} s."));
                await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <exception cref="CommandException">It is not waited for.</exception>
    private static TimeSpan NextWait(TransientHubException exception, int done, int all)
    {
        if (exception.RetryAfter > LongestWait)
        {
            throw new CommandException(FormattableString.Invariant($"{exception.Message} It asks to wait {exception.RetryAfter.Value.TotalSeconds:0} s."), exception);
        }

        if (done >= Tries)
        {
            throw new CommandException(FormattableString.Invariant($"{exception.Message} ({all} tries were made.)"), exception);
        }

        TimeSpan own = FirstWait * Math.Pow(2, done - 1);
        return exception.RetryAfter > own ? exception.RetryAfter.Value : own;
    }

    /// <summary>Of several windows the longest: which of them is full, they do not all say.</summary>
    private static TimeSpan? WindowOf(HttpResponseMessage response)
    {
        IEnumerable<string> values = response.Headers.TryGetValues("RateLimit", out IEnumerable<string>? found) ? found : [];
        int[] seconds = [.. values.SelectMany(value => SecondsLeft().Matches(value)).Select(match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))];
        return seconds.Length > 0 ? TimeSpan.FromSeconds(seconds.Max()) : null;
    }

    [GeneratedRegex(@";\s*t=([0-9]{1,9})(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex SecondsLeft();
}
