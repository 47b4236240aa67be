using System.Collections.Concurrent;

namespace ReCorD.Agents.Providers.Capabilities;

/// <summary>Keeps what was found out about models, so that no run asks again what an earlier one was told.</summary>
internal sealed class KnowledgeCache
{
    private readonly ConcurrentDictionary<(Uri Endpoint, string Model), ModelKnowledge> known = [];

    /// <summary>That of the process.</summary>
    public static KnowledgeCache Shared { get; } = new();

    public ModelKnowledge Of(Uri endpoint, string model) => known.GetOrAdd((endpoint, model), static _ => new ModelKnowledge());
}
