using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Decorators.Usage;

namespace ReCorD.SemanticKernel.Chat;

/// <summary>The same chat model for all agents.</summary>
internal sealed class OneClient(IChatClient client) : IAgentClients
{
    public UsageLedger? Usage => null;

    public bool TracesContent => false;

    public IChatClient For(string agent) => client;
}
