namespace ReCorD.Agents.Decorators.Exchanges;

/// <summary>One message of an answer.</summary>
internal sealed record StoredMessage(string Role, IReadOnlyList<StoredContent> Contents);
