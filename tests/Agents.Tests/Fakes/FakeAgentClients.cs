using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Decorators.Usage;

namespace ReCorD.Fakes;

/// <summary>One client for all agents, or others for those that are named; remembers who asked.</summary>
internal sealed class FakeAgentClients(IChatClient common) : IAgentClients
{
    /// <summary>Clients of single agents.</summary>
    public Dictionary<string, IChatClient> Own { get; } = [];

    /// <summary>In order.</summary>
    public List<string> Asked { get; } = [];

    public UsageLedger? Usage => null;

    public bool TracesContent { get; init; }

    public IChatClient For(string agent)
    {
        Asked.Add(agent);
        return Own.GetValueOrDefault(agent, common);
    }
}
