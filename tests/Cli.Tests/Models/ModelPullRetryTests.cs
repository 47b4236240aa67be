using ReCorD.Cli.Application;
using ReCorD.Cli.Tests.Support;
using ReCorD.Diffusion.Checkpoints;

namespace ReCorD.Cli.Tests.Models;

/// <summary>A Hub that fails for a while.</summary>
public sealed class ModelPullRetryTests : IDisposable
{
    private readonly PullRig _pull = new();

    public void Dispose() => _pull.Dispose();

    [Theory]
    [InlineData("500 Internal Server Error")]
    [InlineData("502 Bad Gateway")]
    [InlineData("503 Service Unavailable")]
    [InlineData("504 Gateway Timeout")]
    [InlineData("")]
    public async Task Pull_FailureThatPasses_WaitsLongerEachTimeAndSaysSo(string refusal)
    {
        Refuse(refusal, 3);

        await _pull.SucceedAsync();

        Assert.Equal([1, 2, 4], _pull.Last!.Time.Waits);
        Assert.Contains("Try 4 of 5 in 4 s.", _pull.Last.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains(refusal.Split(' ')[0], _pull.Last.Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(ModelSurvey.Missing(_pull.Snapshot));
    }

    [Theory]
    [InlineData("503 Service Unavailable")]
    [InlineData("")]
    public async Task Pull_FailureInTheMiddleOfAFile_KeepsThePart(string refusal)
    {
        _pull.Server.Cuts.Enqueue(700);
        _pull.Server.IsRefused = static request => request.Range is not null;
        Refuse(refusal, 2);

        await _pull.SucceedAsync();

        Assert.Equal(["bytes=700-", "bytes=700-", "bytes=700-"], _pull.Server.Requests.Select(request => request.Range).OfType<string>());
        Assert.Equal([1, 2, 4], _pull.Last!.Time.Waits);
        Assert.Empty(ModelSurvey.Missing(_pull.Snapshot));
    }

    [Fact]
    public async Task Pull_FailureThatStays_EndsAfterFiveTries()
    {
        Refuse("503 Service Unavailable", 5);

        string message = await _pull.FailAsync();

        Assert.Contains("answered 503. Try again later. (5 tries were made.)", message, StringComparison.Ordinal);
        Assert.Equal(5, _pull.Server.Requests.Count);
        Assert.Equal([1, 2, 4, 8], _pull.Last!.Time.Waits);
    }

    [Theory]
    [InlineData("429 Too Many Requests\nRetry-After: 17")]
    [InlineData("503 Service Unavailable\nRetry-After: 17")]
    [InlineData("503 Service Unavailable\nRetry-After: Fri, 02 Jan 2026 03:04:22 GMT")]
    [InlineData("429 Too Many Requests\nRateLimit: \"api\";r=0;t=17")]
    [InlineData("429 Too Many Requests\nRateLimit: \"api\"; r=0; t=17, \"pages\";r=9;t=5")]
    [InlineData("429 Too Many Requests\nRetry-After: 17\nRateLimit: \"api\";r=0;t=29")]
    public async Task Pull_RetryAfter_WaitsAsLong(string refusal)
    {
        Refuse(refusal, 1);

        await _pull.SucceedAsync();

        Assert.Equal([17], _pull.Last!.Time.Waits);
    }

    /// <summary>The Hub tells its limits on every answer; only where they are passed does a wait follow from them.</summary>
    [Fact]
    public async Task Pull_RateLimitOfAnotherFailure_IsNotWaitedFor()
    {
        Refuse("503 Service Unavailable\nRateLimit: \"api\";r=400;t=17", 1);

        await _pull.SucceedAsync();

        Assert.Equal([1], _pull.Last!.Time.Waits);
    }

    [Theory]
    [InlineData("Retry-After: 3600")]
    [InlineData("RateLimit: \"api\";r=0;t=3600")]
    public async Task Pull_WaitOfAnHour_IsNotWaitedFor(string header)
    {
        Refuse($"429 Too Many Requests\n{header}", 1);

        Assert.Contains("asks to wait 3600 s", await _pull.FailAsync(), StringComparison.Ordinal);
        Assert.Empty(_pull.Last!.Time.Waits);
    }

    [Theory]
    [InlineData("400 Bad Request")]
    [InlineData("401 Unauthorized\nRetry-After: 1")]
    [InlineData("404 Not Found")]
    [InlineData("429 Too Many Requests")]
    [InlineData("429 Too Many Requests\nRateLimit: \"api\";r=0;t=soon")]
    public async Task Pull_Refusal_IsNotAskedAgain(string refusal)
    {
        Refuse(refusal, 1);

        await _pull.FailAsync();

        Assert.Single(_pull.Server.Requests);
    }

    /// <summary>No HTTP: neither asked again, nor shown to the terminal as it came.</summary>
    [Fact]
    public async Task Pull_AnswerOfAnotherProtocol_IsNotAskedAgain()
    {
        Refuse("\u001b]0;owned\u0007", 1);
        _pull.Server.IsRaw = true;

        string message = await _pull.FailAsync();

        Assert.Contains("cannot be reached", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', message);
        Assert.Single(_pull.Server.Requests);
    }

    /// <summary>The clock of the test lets waits of more than a minute stand still.</summary>
    [Fact]
    public async Task Pull_CancelledInAWait_EndsAtOnce()
    {
        Refuse("503 Service Unavailable\nRetry-After: 120", 1);
        using CancellationTokenSource cancel = new();
        _pull.Last = _pull.Harness();
        Task<int> run = _pull.Last.RunAsync(["model", "pull", "org/tiny"], cancel.Token);
        while (_pull.Last.Time.LongWaits == 0)
        {
            await Task.Delay(10);
        }

        await cancel.CancelAsync();

        Assert.Equal(ExitCode.Interrupted, await run.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Single(_pull.Server.Requests);
    }

    private void Refuse(string refusal, int times)
    {
        foreach (int _ in Enumerable.Range(0, times))
        {
            _pull.Server.Refusals.Enqueue(refusal);
        }
    }
}
