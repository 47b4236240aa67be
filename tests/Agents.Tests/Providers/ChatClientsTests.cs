using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Providers;

namespace ReCorD.Agents.Tests.Providers;

public sealed class ChatClientsTests
{
    private readonly CountingFactory factory = new();

    [Fact]
    public void For_AgentsOfOneProvider_ShareAClientThatIsMadeWhenFirstNeeded()
    {
        using ChatClients clients = Clients(new() { Provider = "fake", Providers = { ["other"] = new() { Kind = "fake" } }, Agents = { ["LAYOUT"] = "other" } });
        Assert.Empty(factory.Made);

        IChatClient pose = clients.For(AgentNames.PoseSelection);

        Assert.Same(pose, clients.For(AgentNames.Planner));
        Assert.Equal(["fake"], factory.Made.Select(client => client.Name));
        Assert.NotSame(pose, clients.For(AgentNames.Layout));
        Assert.Equal(["fake", "other"], factory.Made.Select(client => client.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(null)]
    [InlineData("FAKE")]
    public void For_AgentWithoutAProviderOfItsOwn_TakesTheCommonOne(string? own)
    {
        using ChatClients clients = Clients(new() { Provider = "fake", Agents = { ["layout"] = own } });

        Assert.Same(clients.For(AgentNames.PoseSelection), clients.For(AgentNames.Layout));
    }

    [Fact]
    public void Create_UnknownAgent_ListsTheKnown()
    {
        ChatProviderException error = Assert.Throws<ChatProviderException>(() => Clients(new() { Provider = "fake", Agents = { ["painter"] = "fake" } }));

        Assert.Equal("Chat:Agents: There is no agent 'painter'. Agents: prompt, planner, pose-selection, layout, critic.", error.Message);
    }

    [Fact]
    public void Create_UnknownProviderOfAnAgentThatIsNeverAsked_IsAnErrorAllTheSame()
    {
        ChatProviderException error = Assert.Throws<ChatProviderException>(() => Clients(new() { Provider = "fake", Agents = { ["critic"] = "nobody" } }));

        Assert.Contains("There is no chat provider 'nobody'. Known providers: fake.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EnsureReachableAsync_Agents_ProbesEachOfTheirProvidersOnce()
    {
        using ChatClients clients = Clients(new()
        {
            Provider = "fake", Providers = { ["other"] = new() { Kind = "fake" }, ["unused"] = new() { Kind = "fake" } }, Agents = { ["layout"] = "other", ["critic"] = "unused" },
        });

        await clients.EnsureReachableAsync([AgentNames.Planner, AgentNames.PoseSelection, AgentNames.Layout], CancellationToken.None);

        Assert.Equal([("fake", 1), ("other", 1)], factory.Made.Select(client => (client.Name, client.Probes)));
    }

    [Fact]
    public void Dispose_Clients_LetsGoOfAll()
    {
        ChatClients clients = Clients(new() { Provider = "fake", Providers = { ["other"] = new() { Kind = "fake" } }, Agents = { ["layout"] = "other" } });
        clients.For(AgentNames.PoseSelection);
        clients.For(AgentNames.Layout);

        clients.Dispose();

        Assert.All(factory.Made, client => Assert.True(client.IsDisposed));
    }

    private ChatClients Clients(ChatSettings settings) => new(new ChatClientRegistry([factory], _ => null), settings);

    private sealed class CountingFactory : IChatClientFactory
    {
        public List<CountingClient> Made { get; } = [];

        public string Kind => "fake";

        public IChatClient Create(string name, ChatProviderSettings settings, Func<string, string?> environment)
        {
            Made.Add(new CountingClient(name));
            return Made[^1];
        }
    }

    private sealed class CountingClient(string name) : IChatClient, IReachabilityProbe
    {
        public string Name => name;

        public int Probes { get; private set; }

        public bool IsDisposed { get; private set; }

        public Task EnsureReachableAsync(CancellationToken cancellationToken)
        {
            Probes++;
            return Task.CompletedTask;
        }

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

        public void Dispose() => IsDisposed = true;
    }
}
