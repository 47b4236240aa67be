using System.Net;
using ReCorD.Cli.Application;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Models;

/// <summary>Who asks, whom, and what they refuse.</summary>
public sealed class ModelPullAccessTests : IDisposable
{
    private readonly PullRig _pull = new();

    public void Dispose() => _pull.Dispose();

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "HF_TOKEN")]
    [InlineData(HttpStatusCode.Forbidden, "licence")]
    [InlineData(HttpStatusCode.NotFound, "was not found")]
    [InlineData(HttpStatusCode.TooManyRequests, "wait")]
    [InlineData(HttpStatusCode.InternalServerError, "500")]
    public async Task Pull_Refused_SaysWhatToDo(HttpStatusCode status, string hint)
    {
        _pull.Server.Status = status;

        string message = await _pull.FailAsync();

        Assert.Contains(hint, message, StringComparison.Ordinal);
        Assert.Contains("org/tiny", message, StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_Unreachable_SaysSo()
    {
        using CommandHarness harness = new(null, ("HF_ENDPOINT", CannedServer.DeadAddress()), ("HF_HUB_CACHE", _pull.Hub.Path));

        Assert.Equal(ExitCode.Failure, await harness.RunAsync("model", "pull", "org/tiny"));
        Assert.Contains("cannot be reached", harness.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("{}")]
    [InlineData("{\"sha\": \"../..\", \"siblings\": []}")]
    [InlineData("{\"sha\": \"0123456789012345678901234567890123456789\", \"siblings\": [{\"rfilename\": \"a.json\", \"blobId\": \"0123456789012345678901234567890123456789\", \"size\": 9223372036854775807}]}")]
    public async Task Pull_AnswerOfAnotherServer_IsRefused(string answer)
    {
        using CannedServer other = new(answer);
        using CommandHarness harness = new(null, ("HF_ENDPOINT", other.Address), ("HF_HUB_CACHE", _pull.Hub.Path));

        Assert.Equal(ExitCode.Failure, await harness.RunAsync("model", "pull", "org/tiny"));
        Assert.Contains("not what the Hugging Face Hub gives", harness.Error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The token goes to the Hub, not to where the Hub sends its files.</summary>
    [Fact]
    public async Task Pull_Redirected_KeepsTheTokenAtHome()
    {
        _pull.Server.Redirects = true;

        Assert.Equal(ExitCode.Success, await _pull.RunAsync(("HF_TOKEN", "secret")));

        Assert.All(_pull.Server.Requests, request => Assert.Equal(request.Path.StartsWith("/cdn/", StringComparison.Ordinal) ? null : "Bearer secret", request.Authorization));
        Assert.Contains(_pull.Server.Requests, request => request.Path.StartsWith("/cdn/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pull_TokenFile_IsUsed()
    {
        string home = Directory.CreateDirectory(_pull.Hub.At("home")).FullName;
        await File.WriteAllTextAsync(Path.Combine(home, "token"), "stored\n");

        Assert.Equal(ExitCode.Success, await _pull.RunAsync(("HF_HOME", home)));

        Assert.All(_pull.Server.Requests, request => Assert.Equal("Bearer stored", request.Authorization));
    }

    [Fact]
    public async Task Pull_Offline_AsksNobody()
    {
        Assert.Contains("switched off", await _pull.FailAsync("--offline"), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failure, await _pull.RunAsync(("HF_HUB_OFFLINE", "1")));
        Assert.Empty(_pull.Server.Requests);

        await _pull.SucceedAsync();
        int before = _pull.Server.Requests.Count;

        Assert.Equal(ExitCode.Success, await _pull.RunAsync(("HF_HUB_OFFLINE", "1")));
        Assert.Equal(before, _pull.Server.Requests.Count);
    }
}
