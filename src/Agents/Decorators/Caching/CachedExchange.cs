using ReCorD.Agents.Decorators.Exchanges;

namespace ReCorD.Agents.Decorators.Caching;

/// <summary>A file of the cache: the answer, and for people what it answers.</summary>
/// <param name="Provider">Who answered.</param>
/// <param name="Model">Which model.</param>
/// <param name="Request">What was asked, in short.</param>
/// <param name="Response">The answer.</param>
internal sealed record CachedExchange(string? Provider, string? Model, IReadOnlyList<StoredPiece> Request, StoredResponse Response);
