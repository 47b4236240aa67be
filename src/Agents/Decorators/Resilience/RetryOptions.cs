namespace ReCorD.Agents.Decorators.Resilience;

/// <summary>How often and how long apart a failed request is sent again.</summary>
public sealed record RetryOptions
{
    /// <summary>Most times a request is sent again, 0 for never. Default 2.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>Wait before the first repeat where the endpoint names none; it doubles with each. Default half a second.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Longest wait. An endpoint that asks for a longer one is not asked again: a run does not stand still for an hour. Default 60 seconds.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Waits, and reads the dates of Retry-After.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Numbers from [0, 1) by which waits differ, so that clients that failed together do not come back together. Default: always one half.</summary>
    public Func<double> Jitter { get; init; } = static () => 0.5;

    /// <summary>Told before each wait.</summary>
    public Action<RetryNotice>? OnRetry { get; init; }
}
