using ReCorD.Agents.Providers;

namespace ReCorD.Agents.Decorators.Resilience;

/// <summary>The waits between tries.</summary>
internal static class RetryDelays
{
    /// <summary>What the endpoint asks for; null where it does not say. A date in the past is no wait.</summary>
    public static TimeSpan? Asked(ChatProviderException error, TimeProvider time)
    {
        TimeSpan? wait = error.RetryAfter?.Delta ?? (error.RetryAfter?.Date is { } date ? date - time.GetUtcNow() : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    /// <summary>Doubling waits of which the second half is left to chance.</summary>
    /// <param name="options">First and longest wait, and the chance.</param>
    /// <param name="attempt">Number of the failed try, from 0.</param>
    public static TimeSpan Own(RetryOptions options, int attempt)
    {
        double longest = Math.Min(options.FirstDelay.TotalSeconds * Math.Pow(2, attempt), options.LongestDelay.TotalSeconds);
        return TimeSpan.FromSeconds(longest * (0.5 + (0.5 * options.Jitter())));
    }
}
