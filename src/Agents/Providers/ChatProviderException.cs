namespace ReCorD.Agents.Providers;

/// <summary>A chat model cannot be used: not configured, not reachable, or its answer is not the protocol. The message says what to do.</summary>
public sealed class ChatProviderException : Exception
{
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
}
