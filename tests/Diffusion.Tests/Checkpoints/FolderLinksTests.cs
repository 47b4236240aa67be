using System.Diagnostics;

namespace ReCorD.Diffusion.Tests.Checkpoints;

/// <summary>Links and pipes in a model folder: nothing is read outside it.</summary>
public sealed class FolderLinksTests : IDisposable
{
    private readonly BrokenFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Whether the target is there or not: it is not looked at.</summary>
    [Theory]
    [InlineData("unet/config.json", true)]
    [InlineData("unet/config.json", false)]
    [InlineData(TemporaryModel.UNetWeights, true)]
    [InlineData(TemporaryModel.TextEncoderWeights, false)]
    [InlineData("tokenizer/vocab.json", true)]
    [InlineData("tokenizer/merges.txt", true)]
    [InlineData("tokenizer/special_tokens_map.json", true)]
    [InlineData("scheduler/scheduler_config.json", true)]
    [InlineData("model_index.json", true)]
    [InlineData("record.json", true)]
    [InlineData("pose/folder.Model.onnx", true)]
    public void Link_OutOfTheFolder_IsNotFollowed(string file, bool exists)
    {
        if (exists && File.Exists(folder.Model.At(file)))
        {
            File.Move(folder.Model.At(file), folder.Model.Outside("target"));
        }

        File.Delete(folder.Model.At(file));
        File.CreateSymbolicLink(folder.Model.At(file), folder.Model.Outside("target"));

        Assert.Contains("leads out", folder.RequireRefused(file, "a link out of the folder"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unet")]
    [InlineData("tokenizer")]
    [InlineData("pose")]
    public void LinkedComponent_OutOfTheFolder_IsNotFollowed(string component)
    {
        Directory.Move(folder.Model.At(component), folder.Model.Outside("target"));
        Directory.CreateSymbolicLink(folder.Model.At(component), Path.Combine("..", "target"));

        Assert.Contains("leads out", folder.RequireRefused(component, "a linked folder"), StringComparison.Ordinal);
    }

    [Fact]
    public void LinkThroughALink_OutOfTheFolder_IsNotFollowed()
    {
        File.Move(folder.Model.At("unet/config.json"), folder.Model.Outside("config.json"));
        Directory.CreateSymbolicLink(folder.Model.At("away"), "..");
        File.CreateSymbolicLink(folder.Model.At("unet/config.json"), Path.Combine("..", "away", "config.json"));

        Assert.Contains("leads out", folder.RequireRefused("unet", "a link through a link"), StringComparison.Ordinal);
    }

    [Fact]
    public void Links_InACircle_AreRefused()
    {
        File.Delete(folder.Model.At("unet/config.json"));
        File.CreateSymbolicLink(folder.Model.At("unet/config.json"), "other.json");
        File.CreateSymbolicLink(folder.Model.At("unet/other.json"), "config.json");

        Assert.Contains("circle", folder.RequireRefused("unet", "a circle"), StringComparison.Ordinal);
    }

    [Fact]
    public void Link_InsideTheFolder_IsFollowed()
    {
        Directory.CreateDirectory(folder.Model.At("shared"));
        File.Move(folder.Model.At("unet/config.json"), folder.Model.At("shared/unet.json"));
        File.CreateSymbolicLink(folder.Model.At("unet/config.json"), Path.Combine("..", "shared", "unet.json"));

        Assert.Null(folder.Load("a link inside"));
    }

    /// <summary>Reading a pipe would wait for a writer that never comes.</summary>
    [Fact]
    public void Pipe_InPlaceOfAFile_IsNotOpened()
    {
        if (OperatingSystem.IsWindows())
        {
            // Pipes have no place in its file system.
            return;
        }

        File.Delete(folder.Model.At("unet/config.json"));
        using (Process mkfifo = Process.Start("mkfifo", [folder.Model.At("unet/config.json")]))
        {
            mkfifo.WaitForExit();
        }

        folder.RequireRefused("unet/config.json", "a pipe");
    }
}
