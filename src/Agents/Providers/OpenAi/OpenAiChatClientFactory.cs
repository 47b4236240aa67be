using Microsoft.Extensions.AI;

namespace ReCorD.Agents.Providers.OpenAi;

/// <summary>Clients for OpenAI and every endpoint that speaks its chat protocol.</summary>
public sealed class OpenAiChatClientFactory : IChatClientFactory
{
    public string Kind => "openai";

    public IChatClient Create(string name, ChatProviderSettings settings, Func<string, string?> environment) => throw new NotImplementedException();
}
