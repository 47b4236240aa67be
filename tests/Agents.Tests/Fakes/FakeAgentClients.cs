using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;

namespace ReCorD.Fakes;

/// <summary>One client for all agents, or others for those that are named; remembers who asked.</summary>
internal sealed class FakeAgentClients(IChatClient common) : IAgentClients
{
    /// <summary>Clients of single agents.</summary>
    public Dictionary<string, IChatClient> Own { get; } = [];

    /// <summary>In order.</summary>
    public List<string> Asked { get; } = [];

    public IChatClient For(string agent)
    {
        Asked.Add(agent);
        return Own.GetValueOrDefault(agent, common);
    }
}
