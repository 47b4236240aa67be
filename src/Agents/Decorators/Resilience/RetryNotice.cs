namespace ReCorD.Agents.Decorators.Resilience;

/// <summary>A request is about to be sent again.</summary>
/// <param name="Attempt">Which repeat it will be, from 1.</param>
/// <param name="Delay">The wait before it.</param>
/// <param name="Reason">Why the last try failed.</param>
public sealed record RetryNotice(int Attempt, TimeSpan Delay, string Reason);
