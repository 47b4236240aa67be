using System.Net.Http.Headers;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Decorators.Resilience;
using ReCorD.Agents.Decorators.Usage;
using ReCorD.Agents.Providers;
using ReCorD.Fakes;

namespace ReCorD.Agents.Tests.Decorators.Resilience;

public sealed class RetryChatClientTests
{
    private readonly FakeClock clock = new() { Patience = TimeSpan.FromMinutes(2) };
    private readonly List<RetryNotice> notices = [];

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(529)]
    [InlineData(null)]
    public async Task GetResponseAsync_FailureThatMayPass_IsAskedAgainAfterGrowingWaits(int? status)
    {
        FunctionChatClient model = new(number => number < 3 ? throw Failure(status, isTransient: status is null) : FunctionChatClient.Say("yes"));

        ChatResponse response = await AskAsync(model, new RetryOptions { FirstDelay = TimeSpan.FromSeconds(2), Jitter = () => 0.5 });

        Assert.Equal("yes", response.Text);
        Assert.Equal([1.5, 3], clock.Waits.Select(wait => wait.TotalSeconds));
        Assert.Equal([1, 2], notices.Select(notice => notice.Attempt));
        Assert.Equal(2, AnswerFacts.Of(response).Retries);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.999999, 2)]
    public async Task GetResponseAsync_Jitter_MovesTheWaitWithinItsSecondHalf(double chance, double expected)
    {
        FunctionChatClient model = new(number => number == 1 ? throw Failure(500) : FunctionChatClient.Say("yes"));

        await AskAsync(model, new RetryOptions { FirstDelay = TimeSpan.FromSeconds(2), Jitter = () => chance });

        Assert.Equal(expected, Assert.Single(clock.Waits).TotalSeconds, 2);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Fri, 02 Jan 2026 03:04:25 GMT", 20)]
    [InlineData("Fri, 02 Jan 2026 03:00:00 GMT", 0)]
    public async Task GetResponseAsync_RetryAfter_IsWaitedForAsSecondsOrDate(string header, double expected)
    {
        FunctionChatClient model = new(number => number == 1 ? throw Failure(429, header) : FunctionChatClient.Say("yes"));

        await AskAsync(model, new RetryOptions());

        Assert.Equal(expected, notices.Single().Delay.TotalSeconds);
    }

    [Fact]
    public async Task GetResponseAsync_RetryAfterBeyondPatience_FailsAtOnceAndSaysSo()
    {
        FunctionChatClient model = new(_ => throw Failure(429, "3600"));

        ChatProviderException error = await Assert.ThrowsAsync<ChatProviderException>(() => AskAsync(model, new RetryOptions()));

        Assert.Contains("asks to wait 3600 s, which is more than the 60 s", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, model.Asked);
        Assert.Empty(clock.Waits);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(null)]
    public async Task GetResponseAsync_FailureThatStays_IsNotAskedAgain(int? status)
    {
        FunctionChatClient model = new(_ => throw Failure(status));

        Assert.Equal("failed", (await Assert.ThrowsAsync<ChatProviderException>(() => AskAsync(model, new RetryOptions()))).Message);
        Assert.Equal(1, model.Asked);
    }

    [Fact]
    public async Task GetResponseAsync_FailsToTheEnd_SaysHowOftenWasAsked()
    {
        FunctionChatClient model = new(_ => throw Failure(500));

        ChatProviderException error = await Assert.ThrowsAsync<ChatProviderException>(() => AskAsync(model, new RetryOptions { Retries = 3 }));

        Assert.Equal("failed Asked 4 times.", error.Message);
        Assert.Equal((500, 4, 3), (error.Status, model.Asked, AnswerFacts.Of(error).Retries));
    }

    [Fact]
    public async Task GetResponseAsync_CancelledDuringTheWait_EndsAtOnce()
    {
        using CancellationTokenSource source = new();
        FakeClock endless = new();
        FunctionChatClient model = new(_ => throw Failure(500));
        using RetryChatClient client = new(model, new RetryOptions { Time = endless, OnRetry = _ => source.Cancel() });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetResponseAsync([new ChatMessage(ChatRole.User, "hi")], null, source.Token));
        Assert.Equal(1, model.Asked);
    }

    private static ChatProviderException Failure(int? status, string? retryAfter = null, bool isTransient = false)
    {
        RetryConditionHeaderValue? wait = retryAfter is null ? null : RetryConditionHeaderValue.Parse(retryAfter);
        return status is null ? new ChatProviderException("failed") { IsTransient = isTransient } : new ChatProviderException("failed") { Status = status, RetryAfter = wait };
    }

    private async Task<ChatResponse> AskAsync(FunctionChatClient model, RetryOptions options)
    {
        using RetryChatClient client = new(model, options with { Time = clock, OnRetry = notices.Add });
        return await client.GetResponseAsync([new ChatMessage(ChatRole.User, "hi")]);
    }
}
