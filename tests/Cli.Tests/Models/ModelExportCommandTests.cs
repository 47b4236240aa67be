using ReCorD.Cli.Application;
using ReCorD.Cli.Tests.Support;
using ReCorD.Compute;
using ReCorD.Compute.Runtime;

namespace ReCorD.Cli.Tests.Models;

public sealed class ModelExportCommandTests : IDisposable
{
    private readonly CommandHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task ModelExport_TextEncoder_OpensAgain()
    {
        Assert.Equal(ExitCode.Success, await ExportAsync("--component", "text_encoder", "--out", "text.onnx", "--rows", "2"));

        Assert.Equal(["text.onnx", "text.onnx.data"], _harness.Files());
        using ComputeRuntime runtime = new();
        using Session session = Session.Load(runtime, _harness.Folder.At("text.onnx"));
        using Tensor ids = new(ElementType.Int64, new TensorShape(2, 16));
        Assert.Equal(new TensorShape(2, 16, 64), session.Run(new Dictionary<string, Tensor> { ["input_ids"] = ids })["last_hidden_state"].Shape);
    }

    [Fact]
    public async Task ModelExport_FileIsThere_IsReplaced()
    {
        await ExportAsync("--component", "text_encoder", "--out", "x.onnx");
        byte[] first = File.ReadAllBytes(_harness.Folder.At("x.onnx"));

        Assert.Equal(ExitCode.Success, await ExportAsync("--component", "vae_decoder", "--out", "x.onnx"));

        Assert.NotEqual(first, File.ReadAllBytes(_harness.Folder.At("x.onnx")));
        Assert.Equal(["x.onnx", "x.onnx.data"], _harness.Files());
    }

    [Theory]
    [InlineData(ExitCode.Usage, "--component expects", "--component", "unets", "--out", "x.onnx")]
    [InlineData(ExitCode.Usage, "--kind expects", "--component", "unet", "--kind", "fancy", "--out", "x.onnx")]
    [InlineData(ExitCode.Usage, "is a folder", "--component", "unet", "--out", ".")]
    [InlineData(ExitCode.Failure, "one row", "--component", "unet", "--kind", "guidance", "--rows", "2", "--out", "x.onnx")]
    [InlineData(ExitCode.Failure, "text_encoder_2", "--component", "text_encoder_2", "--out", "x.onnx")]
    [InlineData(ExitCode.Failure, "no cross-attention on a 5x5 grid", "--component", "unet", "--resolution", "5", "--out", "x.onnx")]
    public async Task ModelExport_BadRequest_WritesNothing(int expected, string message, params string[] options)
    {
        Assert.Equal(expected, await ExportAsync(options));

        Assert.Contains(message, _harness.Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_harness.Folder.Path));
    }

    /// <summary>A folder that was made to hold the files goes with them.</summary>
    [Fact]
    public async Task ModelExport_BadRequestIntoANewFolder_LeavesNoFolder()
    {
        Assert.Equal(ExitCode.Failure, await ExportAsync("--component", "text_encoder_2", "--out", "new/x.onnx"));

        Assert.Empty(Directory.GetFileSystemEntries(_harness.Folder.Path));
    }

    private Task<int> ExportAsync(params string[] options) => _harness.RunAsync(["model", "export", "mini-hoi", .. options]);
}
