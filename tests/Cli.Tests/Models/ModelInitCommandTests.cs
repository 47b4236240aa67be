using ReCorD.Cli.Application;
using ReCorD.Cli.Tests.Support;
using ReCorD.Compute.Weights;

namespace ReCorD.Cli.Tests.Models;

public sealed class ModelInitCommandTests : IDisposable
{
    private readonly CommandHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task ModelInit_TinyModel_IsThereAndNamed()
    {
        Assert.Equal(ExitCode.Success, await InitAsync("models/tiny", "--arch", "tiny-sd1", "--seed", "7", "--half", "--shard-size", "2MB"));

        Assert.Contains("tiny-sd1", _harness.Output.ToString(), StringComparison.Ordinal);
        Assert.Contains("models/tiny/unet/diffusion_pytorch_model.safetensors.index.fp16.json", _harness.Files());
        Assert.Contains("models/tiny/text_encoder/model.fp16.safetensors", _harness.Files());
        Assert.DoesNotContain(_harness.Files(), file => file.Contains("partial", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--arch expects", "--arch", "sd3")]
    [InlineData("--shard-size expects", "--arch", "tiny-sd1", "--shard-size", "0")]
    [InlineData("--shard-size expects", "--arch", "tiny-sd1", "--shard-size", "2 metres")]
    [InlineData("--arch")]
    public async Task ModelInit_BadOptions_WriteNothing(string message, params string[] options)
    {
        Assert.Equal(ExitCode.Usage, await InitAsync(["model", .. options]));

        Assert.Contains(message, _harness.Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_harness.Files());
    }

    [Fact]
    public async Task ModelInit_ModelIsThere_IsReplacedWholeAndOnlyByForce()
    {
        await InitAsync("model", "--arch", "tiny-sdxl", "--shard-size", "1MB");
        int before = _harness.Files().Length;

        Assert.Equal(ExitCode.Usage, await InitAsync("model", "--arch", "tiny-sd1"));
        Assert.Contains("--force", _harness.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, _harness.Files().Length);

        Assert.Equal(ExitCode.Success, await InitAsync("model", "--arch", "tiny-sd1", "--force"));
        Assert.DoesNotContain(_harness.Files(), file => file.Contains("_2", StringComparison.Ordinal) || file.Contains("-of-", StringComparison.Ordinal));
        using SafetensorsFile unet = SafetensorsFile.Open(_harness.Folder.At("model/unet/diffusion_pytorch_model.safetensors"));
        Assert.True(unet.Contains("conv_in.weight"));
    }

    [Fact]
    public async Task ModelInit_FolderOfOtherThings_IsNeverReplaced()
    {
        Directory.CreateDirectory(_harness.Folder.At("photos"));
        File.WriteAllText(_harness.Folder.At("photos/me.jpg"), "");

        Assert.Equal(ExitCode.Usage, await InitAsync("photos", "--arch", "tiny-sd1", "--force"));

        Assert.Contains("model_index.json", _harness.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(["photos/me.jpg"], _harness.Files());
    }

    [Fact]
    public async Task ModelInit_Cancelled_LeavesNothing()
    {
        using CancellationTokenSource cancellation = new();
        Task<int> run = _harness.RunAsync(["model", "init", "models/big", "--arch", "sdxl"], cancellation.Token);
        while (!run.IsCompleted && !Directory.EnumerateFiles(_harness.Folder.Path, "*.tmp", SearchOption.AllDirectories).Any())
        {
            await Task.Delay(5, CancellationToken.None);
        }

        await cancellation.CancelAsync();

        Assert.Equal(ExitCode.Interrupted, await run);
        Assert.Empty(Directory.GetFileSystemEntries(_harness.Folder.Path));
    }

    private Task<int> InitAsync(params string[] arguments) => _harness.RunAsync(["model", "init", .. arguments]);
}
