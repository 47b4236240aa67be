using ReCorD.Cli.Application;
using ReCorD.Cli.Models.Pull;
using ReCorD.Cli.Tests.Support;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Checkpoints.HuggingFace;

namespace ReCorD.Cli.Tests.Models;

/// <summary>Connections that break, and bytes that are not those of the repository.</summary>
public sealed class ModelPullTransferTests : IDisposable
{
    private readonly PullRig _pull = new();

    public void Dispose() => _pull.Dispose();

    [Fact]
    public async Task Pull_CutConnection_GoesOnByItself()
    {
        _pull.Server.Cuts.Enqueue(700);
        _pull.Server.Cuts.Enqueue(500);

        await _pull.SucceedAsync();

        Assert.Contains(_pull.Server.Requests, request => request.Range == "bytes=700-");
        Assert.Contains(_pull.Server.Requests, request => request.Range == "bytes=1200-");
        Assert.Empty(ModelSurvey.Missing(_pull.Snapshot));
    }

    [Fact]
    public async Task Pull_ConnectionThatKeepsBreaking_KeepsThePartAndGoesOnTheNextTime()
    {
        foreach (int bytes in (int[])[30, 20, 0, 0, 0, 0])
        {
            _pull.Server.Cuts.Enqueue(bytes);
        }

        string message = await _pull.FailAsync();
        Assert.Contains("goes on from there", message, StringComparison.Ordinal);
        Assert.Contains("6 tries were made", message, StringComparison.Ordinal);
        Assert.Equal(50, new FileInfo(Assert.Single(_pull.Incomplete)).Length);
        Assert.False(File.Exists(_pull.Hub.At("models--org--tiny/refs/main")));

        await _pull.SucceedAsync();

        Assert.Contains(_pull.Server.Requests, request => request.Range == "bytes=50-");
        Assert.Empty(_pull.Incomplete);
    }

    /// <summary>A link that breaks often, but brings something each time: as many tries as it takes, and the waits do not grow.</summary>
    [Fact]
    public async Task Pull_MoreCutsThanTries_GoesOnAsLongAsBytesCome()
    {
        foreach (int _ in Enumerable.Range(0, 8))
        {
            _pull.Server.Cuts.Enqueue(100);
        }

        await _pull.SucceedAsync();

        Assert.Contains(_pull.Server.Requests, request => request.Range == "bytes=800-");
        Assert.Equal(Enumerable.Repeat(1.0, 8), _pull.Last!.Time.Waits);
        Assert.Empty(ModelSurvey.Missing(_pull.Snapshot));
    }

    /// <summary>Bytes that come again each time are no progress.</summary>
    [Fact]
    public async Task Pull_ServerWithoutRangesThatKeepsBreaking_IsGivenUp()
    {
        _pull.Server.KnowsRanges = false;
        foreach (int _ in Enumerable.Range(0, 20))
        {
            _pull.Server.Cuts.Enqueue(100);
        }

        Assert.Contains("5 tries were made", await _pull.FailAsync(), StringComparison.Ordinal);
        Assert.Equal([1, 2, 4, 8], _pull.Last!.Time.Waits);
    }

    [Fact]
    public async Task Pull_ServerWithoutRanges_BeginsAnew()
    {
        _pull.Server.KnowsRanges = false;
        _pull.Server.Cuts.Enqueue(700);

        await _pull.SucceedAsync();

        Assert.Empty(ModelSurvey.Missing(_pull.Snapshot));
    }

    [Fact]
    public async Task Pull_DamagedFile_IsRefusedAndRemoved()
    {
        _pull.Server.Damage = bytes => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)];

        Assert.Contains("not what the repository says", await _pull.FailAsync(), StringComparison.Ordinal);
        Assert.Empty(_pull.Incomplete);
        Assert.False(Directory.Exists(_pull.Snapshot));
    }

    [Fact]
    public async Task Pull_MoreBytesThanTold_IsRefused()
    {
        _pull.Server.Damage = bytes => [.. bytes, 1];

        Assert.Contains("more came", await _pull.FailAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_Cancelled_KeepsThePart()
    {
        _pull.Server.StallAfter = 300;
        using CancellationTokenSource cancel = new();
        _pull.Last = _pull.Harness();
        Task<int> run = _pull.Last.RunAsync(["model", "pull", "org/tiny"], cancel.Token);
        while (!_pull.Incomplete.Any(file => new FileInfo(file) is { Exists: true, Length: 300 }))
        {
            await Task.Delay(10);
        }

        await cancel.CancelAsync();

        Assert.Equal(ExitCode.Interrupted, await run);
        Assert.Equal(300, new FileInfo(Assert.Single(_pull.Incomplete)).Length);
    }

    [Fact]
    public async Task Fetch_ServerThatFallsSilent_IsGivenUp()
    {
        _pull.Server.StallAfter = 300;
        using HttpClient http = new();
        HubRetry retry = new(new ManualTime(), _ => { });
        HubClient client = new(http, new HubEndpoint(new Uri(_pull.Server.Address), null), retry, new HubPatience(TimeSpan.FromSeconds(30)));
        HubRepository repository = await client.DescribeAsync(new HuggingFaceId("org/tiny", "main"), default);
        HubDownload download = new(client, retry, new HuggingFaceCache(_pull.Hub.Path), (_, _) => { }, new HubPatience(TimeSpan.FromMilliseconds(300)));
        HubFile file = repository.Files.Single(file => file.Path == PullRig.UNet);

        CommandException exception = await Assert.ThrowsAnyAsync<CommandException>(() => download.FetchAsync(file, default));

        Assert.Contains("Nothing came", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>A server that takes the connection and says nothing, or stops in the middle of what it tells about the repository.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Describe_ServerThatFallsSilent_IsAskedAgain(bool beforeTheHead, bool inTheDescription)
    {
        List<string> notes = [];
        using HttpClient http = new() { Timeout = Timeout.InfiniteTimeSpan };
        HubRetry retry = new(new ManualTime(), notes.Add);
        HubClient client = new(http, new HubEndpoint(new Uri(_pull.Server.Address), null), retry, new HubPatience(TimeSpan.FromMilliseconds(300)));
        (_pull.Server.IsSilent, _pull.Server.StallsInDescription) = (beforeTheHead, inTheDescription);

        CommandException exception = await Assert.ThrowsAnyAsync<CommandException>(() => client.DescribeAsync(new HuggingFaceId("org/tiny", "main"), default));

        Assert.Contains("Nothing came", exception.Message, StringComparison.Ordinal);
        Assert.Contains("5 tries were made", exception.Message, StringComparison.Ordinal);
        Assert.Equal(4, notes.Count);
        Assert.All(notes, note => Assert.Contains("Nothing came", note, StringComparison.Ordinal));
    }
}
