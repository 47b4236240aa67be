using Microsoft.Extensions.AI;

namespace ReCorD.Agents.Decorators.Usage;

/// <summary>What the decorators know of an answer beside the answer itself. Travels with the response.</summary>
internal sealed record AnswerFacts
{
    private const string Key = "record.answer";

    private static readonly AnswerFacts None = new();

    /// <summary>The provider that gave it; null: the client's own.</summary>
    public string? Provider { get; init; }

    /// <summary>The model that was asked; null: the client's own.</summary>
    public string? Model { get; init; }

    /// <summary>Times the request had to be sent again.</summary>
    public int Retries { get; init; }

    /// <summary>It came from the cache: nobody was asked and nothing was paid.</summary>
    public bool Cached { get; init; }

    /// <summary>What it cost by the provider's prices; null where they are not known.</summary>
    public double? Cost { get; init; }

    /// <summary>Seconds that it took when it was recorded; null: it is not replayed, or the recording does not say.</summary>
    public double? RecordedSeconds { get; init; }

    public static AnswerFacts Of(ChatResponse response) =>
        response.AdditionalProperties?.TryGetValue(Key, out AnswerFacts? facts) == true && facts is not null ? facts : None;

    /// <summary>The same of a request that failed, where it is known: a replayed failure belongs to the provider of the recording.</summary>
    public static AnswerFacts Of(Exception error) => error.Data[Key] as AnswerFacts ?? None;

    public static void Attach(Exception error, AnswerFacts facts) => error.Data[Key] = facts;

    public static void Change(ChatResponse response, Func<AnswerFacts, AnswerFacts> change) =>
        (response.AdditionalProperties ??= [])[Key] = change(Of(response));
}
