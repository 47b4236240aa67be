using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;

namespace ReCorD.SemanticKernel.Chat;

/// <summary>The same chat model for all agents.</summary>
internal sealed class OneClient(IChatClient client) : IAgentClients
{
    public IChatClient For(string agent) => client;
}
