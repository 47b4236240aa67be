namespace ReCorD.Agents.Decorators.Resilience;

/// <summary>How long one try may take.</summary>
public sealed record TimeoutOptions
{
    /// <summary>The provider's name in the configuration, for messages.</summary>
    public required string Provider { get; init; }

    /// <summary>From 10 milliseconds to a day. Default 120 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Measures it.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
