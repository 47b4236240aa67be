using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Decorators;
using ReCorD.Agents.Decorators.Budget;
using ReCorD.Agents.Decorators.Caching;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Runs;
using ReCorD.Fakes;
using ReCorD.Plugins.Events;

namespace ReCorD.Agents.Tests.Decorators;

public sealed class RunClientsTests
{
    private static readonly IReadOnlyList<string> Agents = [AgentNames.PoseSelection, AgentNames.Layout];

    private readonly FakeClock clock = new() { Patience = TimeSpan.FromMinutes(1) };
    private readonly RecordingObserver observer = new();

    [Fact]
    public async Task For_AgentsThatAsk_EachIsEnteredWithWhatItPaid()
    {
        FunctionChatClient model = new(number => number == 2 ? throw new ChatProviderException("busy") { Status = 503 } : FunctionChatClient.Say("yes", 1000, 100));
        using ChatClients clients = FakeFactory.Clients(model, new ChatProviderSettings { Prices = new ChatPrices { Input = 3, Output = 20 } }, clock);
        RunClients run = clients.ForRun(Options());

        await AskAsync(run, AgentNames.PoseSelection);
        await AskAsync(run, AgentNames.Layout);
        await AskAsync(run, AgentNames.Layout);

        IReadOnlyList<AgentUsage> usage = run.Usage.ToRecord();
        Assert.Equal(["pose-selection", "layout"], usage.Select(agent => agent.Agent));
        Assert.Equal(("far", "model-1", 2, 0, 1, 2000L, 200L), (usage[1].Provider, usage[1].Model, usage[1].Calls, usage[1].Failures, usage[1].Retries, usage[1].InputTokens, usage[1].OutputTokens));
        Assert.Equal(0.01, usage[1].Cost!.Value, 10);
        ChatRetried retried = Assert.IsType<ChatRetried>(Assert.Single(observer.Events));
        Assert.Equal(("layout", "far", 1, "busy"), (retried.Agent, retried.Provider, retried.Attempt, retried.Reason));
    }

    [Fact]
    public async Task For_RequestThatFailsForGood_IsEnteredWithItsRetries()
    {
        FunctionChatClient model = new(_ => throw new ChatProviderException("busy") { Status = 503 });
        using ChatClients clients = FakeFactory.Clients(model, new ChatProviderSettings { Retries = 2 }, clock);
        RunClients run = clients.ForRun(Options());

        await Assert.ThrowsAsync<ChatProviderException>(() => AskAsync(run, AgentNames.Layout));

        AgentUsage usage = Assert.Single(run.Usage.ToRecord());
        Assert.Equal((1, 1, 2), (usage.Calls, usage.Failures, usage.Retries));
    }

    [Fact]
    public async Task For_TwoRunsOfOneConfiguration_HaveTheirOwnBudgetAndAccount()
    {
        FunctionChatClient model = new(_ => FunctionChatClient.Say("yes", 1, 1));
        using ChatClients clients = FakeFactory.Clients(model);
        ChatRunOptions options = Options() with { Budget = new ChatBudgetSettings { Calls = 1 } };
        RunClients first = clients.ForRun(options), second = clients.ForRun(options);

        await AskAsync(first, AgentNames.Layout);
        await AskAsync(second, AgentNames.Layout);

        await Assert.ThrowsAsync<ChatBudgetException>(() => AskAsync(first, AgentNames.PoseSelection));
        AgentUsage paid = Assert.Single(first.Usage.ToRecord());
        Assert.Equal(("layout", 1, 0), (paid.Agent, paid.Calls, paid.Failures));
        Assert.Equal(1, second.Usage.ToRecord().Single().Calls);
    }

    /// <summary>What the cache answers is free, also where the budget is spent.</summary>
    [Fact]
    public async Task For_AnswerOfTheCache_TakesNothingFromTheBudget()
    {
        string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        FunctionChatClient model = new(_ => FunctionChatClient.Say("yes", 900, 100));
        using ChatClients clients = FakeFactory.Clients(model, new ChatProviderSettings { Prices = new ChatPrices { Input = 1 } });
        RunClients run = clients.ForRun(Options() with { Budget = new ChatBudgetSettings { Calls = 1 }, Cache = new ResponseCache(folder) });
        try
        {
            await AskAsync(run, AgentNames.Layout);
            await AskAsync(run, AgentNames.Layout);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        AgentUsage usage = run.Usage.ToRecord().Single();
        Assert.Equal((1, 2, 1, 900L, 100L), (model.Asked, usage.Calls, usage.CacheHits, usage.InputTokens, usage.OutputTokens));
        Assert.Equal(0.0009, usage.Cost!.Value, 10);
    }

    [Fact]
    public void For_MoneyLimitedWithoutPrices_SaysWhichSettingIsMissing()
    {
        using ChatClients clients = FakeFactory.Clients(new FunctionChatClient(_ => FunctionChatClient.Say("yes")));
        RunClients run = clients.ForRun(Options() with { Budget = new ChatBudgetSettings { Money = 1 } });

        Assert.Contains("set Chat:Providers:far:Prices:Input and :Output", Assert.Throws<ChatProviderException>(() => run.For(AgentNames.Layout)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void For_MaximumConcurrencyBelowOne_IsRefused(int maximum)
    {
        using ChatClients clients = FakeFactory.Clients(new FunctionChatClient(_ => FunctionChatClient.Say("yes")), new ChatProviderSettings { MaximumConcurrency = maximum });

        Assert.Contains("MaximumConcurrency", Assert.Throws<ChatProviderException>(() => clients.For(AgentNames.Layout)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EnsureReadyAsync_ModelElsewhere_IsAskedOneWordOnceAndNotCounted()
    {
        FunctionChatClient model = new(number => number == 1 ? throw new ChatProviderException("waking up") { Status = 503 } : FunctionChatClient.Say("ready"));
        using ChatClients clients = FakeFactory.Clients(model, null, clock);
        RunClients run = clients.ForRun(Options());

        await run.EnsureReadyAsync(Agents, CancellationToken.None);

        Assert.Equal(2, model.Asked);
        Assert.Empty(run.Usage.ToRecord());
        Assert.True(run.Usage.HasAnswer);
    }

    [Theory]
    [InlineData(401, false)]
    [InlineData(404, false)]
    [InlineData(400, true)]
    public async Task EnsureReadyAsync_Refusal_EndsTheRunUnlessItIsOfTheQuestion(int status, bool goesOn)
    {
        FunctionChatClient model = new(_ => throw new ChatProviderException("no") { Status = status });
        using ChatClients clients = FakeFactory.Clients(model, null, clock);
        RunClients run = clients.ForRun(Options());

        Exception? error = await Record.ExceptionAsync(() => run.EnsureReadyAsync(Agents, CancellationToken.None));

        Assert.Equal(goesOn, error is null);
        Assert.False(run.Usage.HasAnswer);
        Assert.Equal(1, model.Asked);
    }

    [Fact]
    public async Task EnsureReadyAsync_WithoutPreflight_AsksNothing()
    {
        FunctionChatClient model = new(_ => throw new ChatProviderException("no"));
        using ChatClients clients = FakeFactory.Clients(model);

        await clients.ForRun(Options() with { Preflight = false }).EnsureReadyAsync(Agents, CancellationToken.None);

        Assert.Equal(0, model.Asked);
    }

    /// <summary>The breaker is the provider's: what one agent found out, the next does not have to.</summary>
    [Fact]
    public async Task For_ProviderThatIsDown_IsNotAskedForeverByEachAgent()
    {
        FunctionChatClient model = new(_ => throw new ChatProviderException("down") { Status = 500 });
        using ChatClients clients = FakeFactory.Clients(model, null, clock);
        RunClients run = clients.ForRun(Options());

        foreach (string agent in AgentNames.All)
        {
            await Assert.ThrowsAsync<ChatProviderException>(() => AskAsync(run, agent));
        }

        Assert.Equal(5, model.Asked);
    }

    private static Task<ChatResponse> AskAsync(RunClients run, string agent) => run.For(agent).GetResponseAsync([new ChatMessage(ChatRole.User, "hi")]);

    private ChatRunOptions Options() => new() { Observer = observer, Time = clock };
}
