using Microsoft.Extensions.AI;
using ReCorD.Agents.Decorators.Resilience;
using ReCorD.Agents.Providers;
using ReCorD.Fakes;

namespace ReCorD.Agents.Tests.Decorators.Resilience;

public sealed class TimeoutChatClientTests
{
    private readonly FakeClock clock = new();

    [Fact]
    public async Task GetResponseAsync_NoAnswerInTime_EndsTheTryWithAFailureThatMayPass()
    {
        bool ended = false;
        FunctionChatClient model = new(async (_, _, token) =>
        {
            clock.Advance(TimeSpan.FromSeconds(21));
            ended = token.IsCancellationRequested;
            await Task.Delay(Timeout.Infinite, token);
            return FunctionChatClient.Say("never");
        });

        ChatProviderException error = await Assert.ThrowsAsync<ChatProviderException>(() => AskAsync(model, CancellationToken.None));

        Assert.True(ended);
        Assert.True(error.IsTransient);
        Assert.Contains("did not answer in time (20 s); raise Chat:Providers:far:TimeoutSeconds", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponseAsync_Cancelled_IsACancellation()
    {
        using CancellationTokenSource source = new();
        FunctionChatClient model = new(async (_, _, token) =>
        {
            await source.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
            return FunctionChatClient.Say("never");
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AskAsync(model, source.Token));
    }

    private async Task<ChatResponse> AskAsync(FunctionChatClient model, CancellationToken cancellationToken)
    {
        using TimeoutChatClient client = new(model, new TimeoutOptions { Provider = "far", Timeout = TimeSpan.FromSeconds(20), Time = clock });
        return await client.GetResponseAsync([new ChatMessage(ChatRole.User, "hi")], null, cancellationToken);
    }
}
