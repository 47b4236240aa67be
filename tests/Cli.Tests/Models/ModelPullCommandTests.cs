using System.Text;
using ReCorD.Cli.Application;
using ReCorD.Cli.Tests.Support;
using ReCorD.Diffusion.Checkpoints;

namespace ReCorD.Cli.Tests.Models;

/// <summary>Which files of a repository come, and where they lie. All from a real HTTP server on this machine.</summary>
public sealed class ModelPullCommandTests : IDisposable
{
    private readonly PullRig _pull = new();

    public void Dispose() => _pull.Dispose();

    [Fact]
    public async Task Pull_Model_LaysItOutAsHuggingFaceDoes()
    {
        await _pull.SucceedAsync();

        Assert.Empty(ModelSurvey.Missing(_pull.Snapshot));
        Assert.Equal(HubServer.Commit, await File.ReadAllTextAsync(_pull.Hub.At("models--org--tiny/refs/main")));
        Assert.Equal(_pull.Server.Files[PullRig.UNet], await File.ReadAllBytesAsync(Path.Combine(_pull.Snapshot, PullRig.UNet)));
        Assert.StartsWith(Path.Combine("..", "..", "..", "blobs"), new FileInfo(Path.Combine(_pull.Snapshot, PullRig.UNet)).LinkTarget!, StringComparison.Ordinal);
        Assert.Empty(_pull.Incomplete);
        using IModelSource source = ModelSources.Open(_pull.Snapshot);
        Assert.Equal("org/tiny", source.Name);
    }

    [Fact]
    public async Task Pull_Twice_FetchesNoFileAgain()
    {
        await _pull.SucceedAsync();
        int before = _pull.Server.FileRequests.Count();

        await _pull.SucceedAsync();

        Assert.Equal(before, _pull.Server.FileRequests.Count());
    }

    [Fact]
    public async Task Pull_ThenGenerateByName_FindsTheModel()
    {
        await _pull.SucceedAsync();

        ModelLocator locator = new(_pull.Last!.Services.Paths, _pull.Last.Environment, new Dictionary<string, string>());

        Assert.Equal(_pull.Snapshot, locator.Locate("org/tiny"));
    }

    /// <summary>Pickles, other variants, other formats and hostile names stay where they are.</summary>
    [Fact]
    public async Task Pull_RepositoryWithMuchElse_TakesOneVariantOfWhatIsRead()
    {
        _pull.Server.Files["unet/diffusion_pytorch_model.safetensors"] = _pull.Server.Files[PullRig.UNet];
        foreach (string file in (string[])["unet/diffusion_pytorch_model.bin", "unet/diffusion_pytorch_model.non_ema.safetensors", "safety_checker/model.safetensors", "unet/model.onnx", "README.md", "v1.safetensors"])
        {
            _pull.Server.Files[file] = [1, 2, 3];
        }

        _pull.Server.Claimed.AddRange(["../../outside.json", "unet/../../x.json", "/etc/x.json", "unet/..", "unet\\x.json"]);

        await _pull.SucceedAsync();

        Assert.Contains("unet/diffusion_pytorch_model.safetensors", _pull.Server.FileRequests);
        Assert.DoesNotContain(_pull.Server.FileRequests, file => file == PullRig.UNet || file.EndsWith(".bin", StringComparison.Ordinal) || file.Contains("non_ema", StringComparison.Ordinal)
            || file.Contains("safety", StringComparison.Ordinal) || file.Contains("onnx", StringComparison.Ordinal) || file.Contains("..", StringComparison.Ordinal) || file.Contains("v1", StringComparison.Ordinal) || file.Contains("README", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pull_Variant_PrefersIt()
    {
        _pull.Server.Files["unet/diffusion_pytorch_model.safetensors"] = [1, 2, 3];

        await _pull.SucceedAsync("--variant", "fp16");

        Assert.Contains(PullRig.UNet, _pull.Server.FileRequests);
        Assert.DoesNotContain("unet/diffusion_pytorch_model.safetensors", _pull.Server.FileRequests);
    }

    [Fact]
    public async Task Pull_Include_TakesWhatMatches()
    {
        _pull.Server.Files["v1.safetensors"] = [1, 2, 3];
        _pull.Server.Files["v1.ckpt"] = [1, 2, 3];

        await _pull.SucceedAsync("--include", "v1.*");

        Assert.Equal(["v1.safetensors"], _pull.Server.FileRequests);
    }

    /// <summary>Models of other kinds are told by their configurations, which come before gigabytes do.</summary>
    [Theory]
    [InlineData("model_index.json", "\"unet\"", "\"transformer\"", "transformer")]
    [InlineData("model_index.json", "{", "{\"requires_aesthetics_score\": true,", "refiner")]
    [InlineData("unet/config.json", "\"in_channels\": 4", "\"in_channels\": 9", "inpainting")]
    [InlineData("vae/config.json", "AutoencoderKL", "AutoencoderTiny", "AutoencoderTiny")]
    [InlineData("model_index.json", "\"StableDiffusionPipeline\"", "5", "_class_name")]
    [InlineData("scheduler/scheduler_config.json", "\"epsilon\"", "\"flow_prediction\"", "flow_prediction")]
    public async Task Pull_ModelThatCannotBeRun_FetchesNoWeights(string file, string told, string instead, string named)
    {
        string changed = Encoding.UTF8.GetString(_pull.Server.Files[file]).Replace(told, instead, StringComparison.Ordinal);
        Assert.Contains(instead, changed, StringComparison.Ordinal);
        _pull.Server.Files[file] = Encoding.UTF8.GetBytes(changed);

        string message = await _pull.FailAsync();

        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.Contains("weights were not fetched", message, StringComparison.Ordinal);
        Assert.DoesNotContain(_pull.Server.FileRequests, path => path.EndsWith(".safetensors", StringComparison.Ordinal));
        Assert.False(File.Exists(_pull.Hub.At("models--org--tiny/refs/main")));

        await _pull.SucceedAsync("--include", "unet/*");
        Assert.Contains(PullRig.UNet, _pull.Server.FileRequests);
    }

    /// <summary>Repositories of other kinds have their weights elsewhere, or as pickles: that they are of another kind says more.</summary>
    [Theory]
    [InlineData("unet/")]
    [InlineData("text_encoder/")]
    public async Task Pull_OtherPipelineWithoutOurWeights_IsToldByItsKind(string component)
    {
        foreach (string file in _pull.Server.Files.Keys.Where(file => file.StartsWith(component, StringComparison.Ordinal) && file.EndsWith(".safetensors", StringComparison.Ordinal)).ToArray())
        {
            _pull.Server.Files.Remove(file);
        }

        _pull.Server.Files["model_index.json"] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(_pull.Server.Files["model_index.json"]).Replace("\"unet\"", "\"transformer\"", StringComparison.Ordinal));

        string message = await _pull.FailAsync();

        Assert.Contains("transformer in place of a UNet", message, StringComparison.Ordinal);
        Assert.DoesNotContain(".safetensors", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_RepositoryWithoutAnyWeights_IsNoModel()
    {
        foreach (string file in _pull.Server.Files.Keys.Where(file => file.Split('/')[0] is "unet" or "vae" or "text_encoder").ToArray())
        {
            _pull.Server.Files.Remove(file);
        }

        Assert.Contains("no model that this program runs", await _pull.FailAsync(), StringComparison.Ordinal);
        Assert.False(File.Exists(_pull.Hub.At("models--org--tiny/refs/main")));
    }

    /// <summary>Weights that no disk has room for: a model that cannot be run is told as such, another by what is lacking.</summary>
    [Theory]
    [InlineData(4, "room for")]
    [InlineData(9, "inpainting")]
    public async Task Pull_WeightsWithoutRoom_AreRefusedAfterTheConfigurationsAreRead(int channels, string told)
    {
        string changed = $"\"in_channels\": {channels}", config = Encoding.UTF8.GetString(_pull.Server.Files["unet/config.json"]).Replace("\"in_channels\": 4", changed, StringComparison.Ordinal);
        Assert.Contains(changed, config, StringComparison.Ordinal);
        _pull.Server.Files["unet/config.json"] = Encoding.UTF8.GetBytes(config);
        foreach (string weights in _pull.Server.Files.Keys.Where(file => file.EndsWith(".safetensors", StringComparison.Ordinal)))
        {
            // The largest size that the program believes.
            _pull.Server.ToldSizes[weights] = 1L << 44;
        }

        Assert.Contains(told, await _pull.FailAsync(), StringComparison.Ordinal);

        Assert.DoesNotContain(_pull.Server.FileRequests, path => path.EndsWith(".safetensors", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("tiny")]
    [InlineData("../tiny")]
    [InlineData("a/b/c")]
    public async Task Pull_NoId_IsAUsageError(string id)
    {
        using CommandHarness harness = _pull.Harness();

        Assert.Equal(ExitCode.Usage, await harness.RunAsync("model", "pull", id));
        Assert.Empty(_pull.Server.Requests);
    }

    [Theory]
    [InlineData("org/tiny", "--to", "folder")]
    [InlineData("org/tiny", "--variant", "fp16", "--include", "unet/*")]
    [InlineData("mediapipe-pose", "--revision", "main")]
    [InlineData("mediapipe-pose", "--include", "*")]
    public async Task Pull_OptionThatWouldChangeNothing_IsAUsageError(params string[] arguments)
    {
        using CommandHarness harness = _pull.Harness();

        Assert.Equal(ExitCode.Usage, await harness.RunAsync(["model", "pull", .. arguments]));
        Assert.Contains(arguments[1], harness.Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_pull.Server.Requests);
    }
}
