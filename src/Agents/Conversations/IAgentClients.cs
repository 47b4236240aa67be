using Microsoft.Extensions.AI;
using ReCorD.Agents.Decorators.Usage;

namespace ReCorD.Agents.Conversations;

/// <summary>The chat model of each agent. Nothing is made before it is asked for, and what is made stays with whoever offers it.</summary>
public interface IAgentClients
{
    /// <param name="agent">One of <see cref="AgentNames"/>.</param>
    /// <exception cref="Providers.ChatProviderException">The agent's provider does not exist or its settings are not complete.</exception>
    IChatClient For(string agent);

    /// <summary>What was asked and paid so far; null where nobody keeps account.</summary>
    UsageLedger? Usage { get; }

    /// <summary>Whether traces hold what is said.</summary>
    bool TracesContent { get; }
}
