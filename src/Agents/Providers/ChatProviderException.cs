using System.Net.Http.Headers;

namespace ReCorD.Agents.Providers;

/// <summary>A chat model cannot be used: not configured, not reachable, or its answer is not the protocol. The message says what to do.</summary>
public class ChatProviderException : Exception
{
    private readonly bool? transient;

    public ChatProviderException()
    {
    }

    public ChatProviderException(string message)
        : base(message)
    {
    }

    public ChatProviderException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Name of the provider in the configuration; null where none was chosen yet.</summary>
    public string? Provider { get; init; }

    /// <summary>HTTP status of the answer; null where there was none.</summary>
    public int? Status { get; init; }

    /// <summary>The endpoint's own words in full, without the key; null where it said nothing.</summary>
    internal string? Said { get; init; }

    /// <summary>How long the endpoint asks to wait, in seconds or as a date; null where it did not say.</summary>
    public RetryConditionHeaderValue? RetryAfter { get; init; }

    /// <summary>Whether the same request may well succeed a little later. Without a word on it: after the statuses 408, 429 and 500 and above.</summary>
    public bool IsTransient
    {
        get => transient ?? Status is 408 or 429 or >= 500;
        init => transient = value;
    }
}
