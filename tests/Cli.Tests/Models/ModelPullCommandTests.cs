using System.Net;
using System.Security.Cryptography;
using System.Text;
using ReCorD.Cli.Application;
using ReCorD.Cli.Models.Pull;
using ReCorD.Cli.Tests.Support;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Checkpoints.HuggingFace;
using ReCorD.Vision.Poses.MediaPipe;

namespace ReCorD.Cli.Tests.Models;

/// <summary>Downloads from a real HTTP server on this machine.</summary>
public sealed class ModelPullCommandTests : IDisposable
{
    private const string UNet = "unet/diffusion_pytorch_model.fp16.safetensors";

    private readonly HubServer _server = new();
    private readonly TemporaryFolder _hub = new();
    private CommandHarness? _harness;

    public ModelPullCommandTests() => _server.Add(Path.Combine(AppContext.BaseDirectory, "models", "mini-hoi"));

    private string Snapshot => _hub.At(Path.Combine("models--org--tiny", "snapshots", HubServer.Commit));

    private string[] Incomplete => Directory.Exists(_hub.At("models--org--tiny")) ? Directory.GetFiles(_hub.At("models--org--tiny"), "*.incomplete", SearchOption.AllDirectories) : [];

    public void Dispose()
    {
        _harness?.Dispose();
        _server.Dispose();
        _hub.Dispose();
    }

    [Fact]
    public async Task Pull_Model_LaysItOutAsHuggingFaceDoes()
    {
        await SucceedAsync();

        Assert.Empty(ModelSurvey.Missing(Snapshot));
        Assert.Equal(HubServer.Commit, await File.ReadAllTextAsync(_hub.At("models--org--tiny/refs/main")));
        Assert.Equal(_server.Files[UNet], await File.ReadAllBytesAsync(Path.Combine(Snapshot, UNet)));
        Assert.StartsWith(Path.Combine("..", "..", "..", "blobs"), new FileInfo(Path.Combine(Snapshot, UNet)).LinkTarget!, StringComparison.Ordinal);
        Assert.Empty(Incomplete);
        using IModelSource source = ModelSources.Open(Snapshot);
        Assert.Equal("org/tiny", source.Name);
    }

    [Fact]
    public async Task Pull_Twice_FetchesNoFileAgain()
    {
        await SucceedAsync();
        int before = _server.FileRequests.Count();

        await SucceedAsync();

        Assert.Equal(before, _server.FileRequests.Count());
    }

    [Fact]
    public async Task Pull_ThenGenerateByName_FindsTheModel()
    {
        await SucceedAsync();

        ModelLocator locator = new(_harness!.Services.Paths, _harness.Environment, new Dictionary<string, string>());

        Assert.Equal(Snapshot, locator.Locate("org/tiny"));
    }

    /// <summary>Pickles, other variants, other formats and hostile names stay where they are.</summary>
    [Fact]
    public async Task Pull_RepositoryWithMuchElse_TakesOneVariantOfWhatIsRead()
    {
        _server.Files["unet/diffusion_pytorch_model.safetensors"] = _server.Files[UNet];
        foreach (string file in (string[])["unet/diffusion_pytorch_model.bin", "unet/diffusion_pytorch_model.non_ema.safetensors", "safety_checker/model.safetensors", "unet/model.onnx", "README.md", "v1.safetensors"])
        {
            _server.Files[file] = [1, 2, 3];
        }

        _server.Claimed.AddRange(["../../outside.json", "unet/../../x.json", "/etc/x.json", "unet/..", "unet\\x.json"]);

        await SucceedAsync();

        Assert.Contains("unet/diffusion_pytorch_model.safetensors", _server.FileRequests);
        Assert.DoesNotContain(_server.FileRequests, file => file == UNet || file.EndsWith(".bin", StringComparison.Ordinal) || file.Contains("non_ema", StringComparison.Ordinal)
            || file.Contains("safety", StringComparison.Ordinal) || file.Contains("onnx", StringComparison.Ordinal) || file.Contains("..", StringComparison.Ordinal) || file.Contains("v1", StringComparison.Ordinal) || file.Contains("README", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pull_Variant_PrefersIt()
    {
        _server.Files["unet/diffusion_pytorch_model.safetensors"] = [1, 2, 3];

        await SucceedAsync("--variant", "fp16");

        Assert.Contains(UNet, _server.FileRequests);
        Assert.DoesNotContain("unet/diffusion_pytorch_model.safetensors", _server.FileRequests);
    }

    [Fact]
    public async Task Pull_Include_TakesWhatMatches()
    {
        _server.Files["v1.safetensors"] = [1, 2, 3];
        _server.Files["v1.ckpt"] = [1, 2, 3];

        await SucceedAsync("--include", "v1.*");

        Assert.Equal(["v1.safetensors"], _server.FileRequests);
    }

    /// <summary>Models of other kinds are told by their configurations, which come before gigabytes do.</summary>
    [Theory]
    [InlineData("model_index.json", "\"unet\"", "\"transformer\"", "transformer")]
    [InlineData("model_index.json", "{", "{\"requires_aesthetics_score\": true,", "refiner")]
    [InlineData("unet/config.json", "\"in_channels\": 4", "\"in_channels\": 9", "inpainting")]
    [InlineData("vae/config.json", "AutoencoderKL", "AutoencoderTiny", "AutoencoderTiny")]
    [InlineData("scheduler/scheduler_config.json", "\"epsilon\"", "\"flow_prediction\"", "flow_prediction")]
    public async Task Pull_ModelThatCannotBeRun_FetchesNoWeights(string file, string told, string instead, string named)
    {
        string changed = Encoding.UTF8.GetString(_server.Files[file]).Replace(told, instead, StringComparison.Ordinal);
        Assert.Contains(instead, changed, StringComparison.Ordinal);
        _server.Files[file] = Encoding.UTF8.GetBytes(changed);

        string message = await FailAsync();

        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.Contains("weights were not fetched", message, StringComparison.Ordinal);
        Assert.DoesNotContain(_server.FileRequests, path => path.EndsWith(".safetensors", StringComparison.Ordinal));
        Assert.False(File.Exists(_hub.At("models--org--tiny/refs/main")));

        await SucceedAsync("--include", "unet/*");
        Assert.Contains(UNet, _server.FileRequests);
    }

    [Fact]
    public async Task Pull_CutConnection_GoesOnByItself()
    {
        _server.Cuts.Enqueue(700);
        _server.Cuts.Enqueue(500);

        await SucceedAsync();

        Assert.Contains(_server.Requests, request => request.Range == "bytes=700-");
        Assert.Contains(_server.Requests, request => request.Range == "bytes=1200-");
        Assert.Empty(ModelSurvey.Missing(Snapshot));
    }

    [Fact]
    public async Task Pull_ConnectionThatKeepsBreaking_KeepsThePartAndGoesOnTheNextTime()
    {
        foreach (int _ in Enumerable.Range(0, 5))
        {
            _server.Cuts.Enqueue(10);
        }

        string message = await FailAsync();
        Assert.Contains("goes on from there", message, StringComparison.Ordinal);
        Assert.Equal(50, new FileInfo(Assert.Single(Incomplete)).Length);
        Assert.False(File.Exists(_hub.At("models--org--tiny/refs/main")));

        await SucceedAsync();

        Assert.Contains(_server.Requests, request => request.Range == "bytes=50-");
        Assert.Empty(Incomplete);
    }

    [Fact]
    public async Task Pull_ServerWithoutRanges_BeginsAnew()
    {
        _server.KnowsRanges = false;
        _server.Cuts.Enqueue(700);

        await SucceedAsync();

        Assert.Empty(ModelSurvey.Missing(Snapshot));
    }

    [Fact]
    public async Task Pull_DamagedFile_IsRefusedAndRemoved()
    {
        _server.Damage = bytes => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)];

        Assert.Contains("not what the repository says", await FailAsync(), StringComparison.Ordinal);
        Assert.Empty(Incomplete);
        Assert.False(Directory.Exists(Snapshot));
    }

    [Fact]
    public async Task Pull_MoreBytesThanTold_IsRefused()
    {
        _server.Damage = bytes => [.. bytes, 1];

        Assert.Contains("more came", await FailAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "HF_TOKEN")]
    [InlineData(HttpStatusCode.Forbidden, "licence")]
    [InlineData(HttpStatusCode.NotFound, "was not found")]
    [InlineData(HttpStatusCode.TooManyRequests, "wait")]
    [InlineData(HttpStatusCode.InternalServerError, "500")]
    public async Task Pull_Refused_SaysWhatToDo(HttpStatusCode status, string hint)
    {
        _server.Status = status;

        string message = await FailAsync();

        Assert.Contains(hint, message, StringComparison.Ordinal);
        Assert.Contains("org/tiny", message, StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_Unreachable_SaysSo()
    {
        using CommandHarness harness = new(null, ("HF_ENDPOINT", CannedServer.DeadAddress()), ("HF_HUB_CACHE", _hub.Path));

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
        using CommandHarness harness = new(null, ("HF_ENDPOINT", other.Address), ("HF_HUB_CACHE", _hub.Path));

        Assert.Equal(ExitCode.Failure, await harness.RunAsync("model", "pull", "org/tiny"));
        Assert.Contains("not what the Hugging Face Hub gives", harness.Error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The token goes to the Hub, not to where the Hub sends its files.</summary>
    [Fact]
    public async Task Pull_Redirected_KeepsTheTokenAtHome()
    {
        _server.Redirects = true;

        Assert.Equal(ExitCode.Success, await RunAsync(("HF_TOKEN", "secret")));

        Assert.All(_server.Requests, request => Assert.Equal(request.Path.StartsWith("/cdn/", StringComparison.Ordinal) ? null : "Bearer secret", request.Authorization));
        Assert.Contains(_server.Requests, request => request.Path.StartsWith("/cdn/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pull_TokenFile_IsUsed()
    {
        string home = Directory.CreateDirectory(_hub.At("home")).FullName;
        await File.WriteAllTextAsync(Path.Combine(home, "token"), "stored\n");

        Assert.Equal(ExitCode.Success, await RunAsync(("HF_HOME", home)));

        Assert.All(_server.Requests, request => Assert.Equal("Bearer stored", request.Authorization));
    }

    [Fact]
    public async Task Pull_Offline_AsksNobody()
    {
        Assert.Contains("switched off", await FailAsync("--offline"), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failure, await RunAsync(("HF_HUB_OFFLINE", "1")));
        Assert.Empty(_server.Requests);

        await SucceedAsync();
        int before = _server.Requests.Count;

        Assert.Equal(ExitCode.Success, await RunAsync(("HF_HUB_OFFLINE", "1")));
        Assert.Equal(before, _server.Requests.Count);
    }

    [Fact]
    public async Task Pull_Cancelled_KeepsThePart()
    {
        _server.StallAfter = 300;
        using CancellationTokenSource cancel = new();
        _harness = Harness();
        Task<int> run = _harness.RunAsync(["model", "pull", "org/tiny"], cancel.Token);
        while (!Incomplete.Any(file => new FileInfo(file) is { Exists: true, Length: 300 }))
        {
            await Task.Delay(10);
        }

        await cancel.CancelAsync();

        Assert.Equal(ExitCode.Interrupted, await run);
        Assert.Equal(300, new FileInfo(Assert.Single(Incomplete)).Length);
    }

    [Fact]
    public async Task Fetch_ServerThatFallsSilent_IsGivenUp()
    {
        _server.StallAfter = 300;
        using HttpClient http = new();
        HubClient client = new(http, new HubEndpoint(new Uri(_server.Address), null));
        HubRepository repository = await client.DescribeAsync(new HuggingFaceId("org/tiny", "main"), default);
        HubDownload download = new(client, new HuggingFaceCache(_hub.Path), (_, _) => { }, TimeSpan.FromMilliseconds(300));
        HubFile file = repository.Files.Single(file => file.Path == UNet);

        CommandException exception = await Assert.ThrowsAsync<CommandException>(() => download.FetchAsync(file, default));

        Assert.Contains("Nothing came", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PullPose_PublishedFiles_LieInOneFolder()
    {
        byte[] detector = [1, 2, 3], landmarks = [4, 5, 6, 7];
        (_server.Files["detector.onnx"], _server.Files["landmarks.onnx"]) = (detector, landmarks);

        await FetchPoseAsync(Published(MediaPipePosePart.Detector, "detector.onnx", detector, detector), Published(MediaPipePosePart.Landmarks, "landmarks.onnx", landmarks, landmarks));

        Assert.Equal(detector, await File.ReadAllBytesAsync(_hub.At("pose/detector.onnx")));
        Assert.Equal(landmarks, await File.ReadAllBytesAsync(_hub.At("pose/landmarks.onnx")));
    }

    [Fact]
    public async Task PullPose_AnotherFileUnderTheName_IsNotFetched()
    {
        _server.Files["detector.onnx"] = [1, 2, 3];

        CommandException exception = await Assert.ThrowsAsync<CommandException>(() => FetchPoseAsync(Published(MediaPipePosePart.Detector, "detector.onnx", [1, 2, 3], [1, 2, 4])));

        Assert.Contains("not the file that this program knows", exception.Message, StringComparison.Ordinal);
        Assert.Empty(_server.FileRequests);
    }

    [Fact]
    public async Task PullPose_Gone_NamesTheOtherPlace()
    {
        using CommandHarness harness = Harness();

        Assert.Equal(ExitCode.Failure, await harness.RunAsync("model", "pull", "mediapipe-pose"));
        Assert.Contains("opencv_zoo", harness.Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(harness.Files());
    }

    [Theory]
    [InlineData("tiny")]
    [InlineData("../tiny")]
    [InlineData("a/b/c")]
    public async Task Pull_NoId_IsAUsageError(string id)
    {
        using CommandHarness harness = Harness();

        Assert.Equal(ExitCode.Usage, await harness.RunAsync("model", "pull", id));
        Assert.Empty(_server.Requests);
    }

    [Theory]
    [InlineData("org/tiny", "--to", "folder")]
    [InlineData("org/tiny", "--variant", "fp16", "--include", "unet/*")]
    [InlineData("mediapipe-pose", "--revision", "main")]
    [InlineData("mediapipe-pose", "--include", "*")]
    public async Task Pull_OptionThatWouldChangeNothing_IsAUsageError(params string[] arguments)
    {
        using CommandHarness harness = Harness();

        Assert.Equal(ExitCode.Usage, await harness.RunAsync(["model", "pull", .. arguments]));
        Assert.Contains(arguments[1], harness.Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
    }

    private static MediaPipePoseFile Published(MediaPipePosePart part, string name, byte[] sized, byte[] hashed)
        => new(part, name, sized.Length, Convert.ToHexStringLower(SHA256.HashData(hashed)), "org/pose");

    private async Task FetchPoseAsync(params MediaPipePoseFile[] files)
    {
        using HttpClient http = new();
        HubClient client = new(http, new HubEndpoint(new Uri(_server.Address), null));
        HuggingFaceCache cache = new(_hub.Path);
        await new MediaPipePosePull(client, new HubDownload(client, cache, (_, _) => { }, TimeSpan.FromSeconds(30)), cache).FetchAsync(files, _hub.At("pose"), default);
    }

    private CommandHarness Harness(params (string, string)[] environment)
        => new(null, [("HF_ENDPOINT", _server.Address), ("HF_HUB_CACHE", _hub.Path), ("HOME", _hub.At("nobody")), .. environment]);

    private Task<int> RunAsync(params (string, string)[] environment)
    {
        _harness?.Dispose();
        _harness = Harness(environment);
        return _harness.RunAsync("model", "pull", "org/tiny");
    }

    private async Task SucceedAsync(params string[] options)
    {
        _harness?.Dispose();
        _harness = Harness();
        int exitCode = await _harness.RunAsync(["model", "pull", "org/tiny", .. options]);
        Assert.True(exitCode == ExitCode.Success, _harness.Error.ToString());
    }

    private async Task<string> FailAsync(params string[] options)
    {
        _harness?.Dispose();
        _harness = Harness();
        Assert.Equal(ExitCode.Failure, await _harness.RunAsync(["model", "pull", "org/tiny", .. options]));
        return _harness.Error.ToString();
    }
}
