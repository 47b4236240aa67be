using Microsoft.Extensions.AI;
using ReCorD.Agents.Decorators.Concurrency;
using ReCorD.Fakes;

namespace ReCorD.Agents.Tests.Decorators.Concurrency;

public sealed class ConcurrencyChatClientTests
{
    [Fact]
    public async Task GetResponseAsync_MoreThanTheMaximum_WaitTheirTurn()
    {
        int now = 0, most = 0;
        SemaphoreSlim started = new(0);
        TaskCompletionSource release = new();
        FunctionChatClient model = new(async (_, _, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            started.Release();
            await release.Task;
            Interlocked.Decrement(ref now);
            return FunctionChatClient.Say("yes");
        });
        using ConcurrencyChatClient client = new(model, 2);

        Task<ChatResponse>[] requests = [.. Enumerable.Range(0, 6).Select(_ => client.GetResponseAsync([new ChatMessage(ChatRole.User, "hi")]))];
        await started.WaitAsync();
        await started.WaitAsync();
        Assert.Equal(2, model.Asked);
        release.SetResult();
        await Task.WhenAll(requests);

        Assert.Equal((2, 6), (most, model.Asked));
    }

    [Fact]
    public async Task GetResponseAsync_FailureOrCancellation_GivesThePlaceBack()
    {
        FunctionChatClient model = new(number => number == 1 ? throw new InvalidOperationException("broken") : FunctionChatClient.Say("yes"));
        using ConcurrencyChatClient client = new(model, 1);

        await Assert.ThrowsAsync<InvalidOperationException>(() => client.GetResponseAsync([new ChatMessage(ChatRole.User, "hi")]));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetResponseAsync([new ChatMessage(ChatRole.User, "hi")], null, new CancellationToken(true)));

        Assert.Equal("yes", (await client.GetResponseAsync([new ChatMessage(ChatRole.User, "hi")])).Text);
    }
}
