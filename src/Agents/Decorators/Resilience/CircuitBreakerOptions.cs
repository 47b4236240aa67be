namespace ReCorD.Agents.Decorators.Resilience;

/// <summary>When a provider that fails is left alone, and for how long.</summary>
public sealed record CircuitBreakerOptions
{
    /// <summary>The provider's name in the configuration, for messages.</summary>
    public required string Provider { get; init; }

    /// <summary>Failures in a row, without an answer between them, after which nothing more is sent. At least 2. Default 5.</summary>
    public int Failures { get; init; } = 5;

    /// <summary>How long nothing is sent; then one request tries whether it is over. Default 30 seconds.</summary>
    public TimeSpan Break { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Measures the break.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
