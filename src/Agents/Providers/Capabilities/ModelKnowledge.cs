using System.Collections.Concurrent;

namespace ReCorD.Agents.Providers.Capabilities;

/// <summary>What was found out about one model of one endpoint. Safe to use from several threads.</summary>
internal sealed class ModelKnowledge
{
    private readonly ConcurrentDictionary<Capability, bool> capabilities = [];
    private readonly ConcurrentDictionary<string, bool> refused = new(StringComparer.Ordinal);

    /// <summary>Held while the model is asked, so that it is asked once.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>Whether the model has the capability; null: not known yet.</summary>
    public bool? Has(Capability capability) => capabilities.TryGetValue(capability, out bool has) ? has : null;

    public void Learn(Capability capability, bool has) => capabilities[capability] = has;

    /// <summary>Whether the endpoint refused a field of the protocol before.</summary>
    public bool Refuses(string field) => refused.ContainsKey(field);

    public void LearnRefusal(string field) => refused[field] = true;
}
