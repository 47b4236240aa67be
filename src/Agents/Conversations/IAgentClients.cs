using Microsoft.Extensions.AI;

namespace ReCorD.Agents.Conversations;

/// <summary>The chat model of each agent. Nothing is made before it is asked for, and what is made stays with whoever offers it.</summary>
public interface IAgentClients
{
    /// <param name="agent">One of <see cref="AgentNames"/>.</param>
    /// <exception cref="Providers.ChatProviderException">The agent's provider does not exist or its settings are not complete.</exception>
    IChatClient For(string agent);
}
