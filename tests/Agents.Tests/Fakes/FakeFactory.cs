using Microsoft.Extensions.AI;
using ReCorD.Agents.Providers;

namespace ReCorD.Fakes;

/// <summary>Makes the client that a test prepared, of the kind <c>far</c>.</summary>
internal sealed class FakeFactory(IChatClient client) : IChatClientFactory
{
    public string Kind => "far";

    public static ChatClients Clients(IChatClient client, ChatProviderSettings? settings = null, TimeProvider? time = null) =>
        new(new ChatClientRegistry([new FakeFactory(client)], _ => null), new ChatSettings { Provider = "far", Providers = { ["far"] = settings ?? new() } }, time);

    public IChatClient Create(string name, ChatProviderSettings settings, Func<string, string?> environment) => client;
}
