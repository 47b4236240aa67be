using Microsoft.Extensions.AI;
using ReCorD.Agents.Decorators.Resilience;
using ReCorD.Agents.Providers;
using ReCorD.Fakes;

namespace ReCorD.Agents.Tests.Decorators.Resilience;

public sealed class CircuitBreakerChatClientTests : IDisposable
{
    private readonly FakeClock clock = new();
    private readonly FunctionChatClient model;
    private readonly CircuitBreakerChatClient client;
    private Func<ChatResponse> answer = () => throw new ChatProviderException("down") { Status = 503 };

    public CircuitBreakerChatClientTests()
    {
        model = new FunctionChatClient(_ => answer());
        client = new CircuitBreakerChatClient(model, new CircuitBreakerOptions { Provider = "far", Failures = 3, Break = TimeSpan.FromSeconds(30), Time = clock });
    }

    public void Dispose()
    {
        client.Dispose();
        model.Dispose();
    }

    [Fact]
    public async Task GetResponseAsync_FailuresInARow_AreNotAskedAnyMore()
    {
        await FailAsync(3);

        ChatProviderException error = await AskForErrorAsync();

        Assert.Equal(3, model.Asked);
        Assert.Equal("Chat provider 'far' failed too often and is not asked for 30 s. Last failure: down", error.Message);
        Assert.False(error.IsTransient);
    }

    [Fact]
    public async Task GetResponseAsync_AnswersBetweenFailures_KeepItOpen()
    {
        for (int round = 0; round < 5; round++)
        {
            await FailAsync(2);
            await SucceedAsync();
        }

        Assert.Equal(15, model.Asked);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(429)]
    public async Task GetResponseAsync_FailuresThatSayNothingOfTheServer_DoNotCount(int status)
    {
        answer = () => throw new ChatProviderException("no") { Status = status };

        await FailAsync(10);

        Assert.Equal(10, model.Asked);
    }

    [Fact]
    public async Task GetResponseAsync_AfterTheBreak_OneTryDecides()
    {
        await FailAsync(3);
        clock.Advance(TimeSpan.FromSeconds(31));
        await FailAsync(2);
        Assert.Equal(4, model.Asked);

        clock.Advance(TimeSpan.FromSeconds(31));
        await SucceedAsync();
        await SucceedAsync();
        Assert.Equal(6, model.Asked);
    }

    private async Task FailAsync(int times)
    {
        for (int time = 0; time < times; time++)
        {
            await AskForErrorAsync();
        }
    }

    private async Task SucceedAsync()
    {
        Func<ChatResponse> before = answer;
        answer = () => FunctionChatClient.Say("fine");
        Assert.Equal("fine", (await client.GetResponseAsync([new ChatMessage(ChatRole.User, "hi")])).Text);
        answer = before;
    }

    private Task<ChatProviderException> AskForErrorAsync() => Assert.ThrowsAsync<ChatProviderException>(() => client.GetResponseAsync([new ChatMessage(ChatRole.User, "hi")]));
}
