using ReCorD.Cli.Application;
using ReCorD.Cli.Tests.Support;
using ReCorD.Compute;
using ReCorD.Compute.Weights;

namespace ReCorD.Cli.Tests.ModelRun;

public sealed class ModelRunCommandTests : IDisposable
{
    private readonly CommandHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    /// <summary>The embedded text encoder: 16 positions, width 64.</summary>
    [Fact]
    public async Task ModelRun_TextEncoder_WritesItsHiddenState()
    {
        WriteIds();

        int exitCode = await RunAsync("--component", "text_encoder");

        Assert.Equal(ExitCode.Success, exitCode);
        using SafetensorsFile results = SafetensorsFile.Open(_harness.Folder.At("out.safetensors"));
        Assert.Equal(new TensorShape(1, 16, 64), results.Describe("last_hidden_state").Shape);
        Assert.Contains("last_hidden_state", _harness.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ModelRun_HalfPrecision_DiffersInTheLastDigits()
    {
        WriteIds();
        float[] States()
        {
            using SafetensorsFile results = SafetensorsFile.Open(_harness.Folder.At("out.safetensors"));
            return results.Read("last_hidden_state").ToArray<float>();
        }

        await RunAsync("--component", "text_encoder");
        float[] single = States();
        Assert.Equal(ExitCode.Success, await RunAsync("--component", "text_encoder", "--precision", "half"));
        float[] half = States();

        // Two layers: some ten roundings of 2^-11, of numbers up to three.
        Assert.InRange(single.Zip(half, (left, right) => Math.Abs(left - right)).Max(), 1e-6f, 1e-2f);
    }

    [Theory]
    [InlineData(ExitCode.Usage, "--component expects", "--component", "unets")]
    [InlineData(ExitCode.Usage, "--box needs --token", "--component", "unet", "--box", "0,0,256,256")]
    [InlineData(ExitCode.Failure, "'unet'", "--component", "text_encoder", "--maps")]
    [InlineData(ExitCode.Failure, "sample", "--component", "unet")]
    public async Task ModelRun_BadRequest_WritesNothing(int expected, string message, params string[] options)
    {
        WriteIds();

        Assert.Equal(expected, await RunAsync(options));

        Assert.Contains(message, _harness.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(["in.safetensors"], _harness.Files());
    }

    /// <summary>The second encoder of SDXL also gives the projected state of the token that is said to end the text.</summary>
    [Fact]
    public async Task ModelRun_SecondTextEncoder_GivesItsPooledText()
    {
        Assert.Equal(ExitCode.Success, await _harness.RunAsync("model", "init", "tiny", "--arch", "tiny-sdxl"));
        using Tensor ids = Tensor.From(new long[8], 1, 8), ends = Tensor.From(new long[] { 5 }, 1);
        SafetensorsWriter.Write(_harness.Folder.At("in.safetensors"), [("input_ids", ids), ("end_position", ends)]);

        int exitCode = await _harness.RunAsync("model", "run", "--model", "tiny", "--inputs", "in.safetensors", "--outputs", "out.safetensors", "--component", "text_encoder_2");

        Assert.Equal(ExitCode.Success, exitCode);
        using SafetensorsFile results = SafetensorsFile.Open(_harness.Folder.At("out.safetensors"));
        Assert.Equal(["last_hidden_state", "penultimate_hidden_state", "text_embeds"], results.Names.Order(StringComparer.Ordinal));
        Assert.Equal(2, results.Describe("text_embeds").Shape.Rank);
    }

    [Fact]
    public async Task ModelRun_CheckpointInOneFile_SaysThatFoldersAreTaken()
    {
        WriteIds();

        Assert.Equal(ExitCode.Usage, await _harness.RunAsync("model", "run", "--model", "in.safetensors", "--inputs", "in.safetensors", "--outputs", "out.safetensors", "--component", "unet"));

        Assert.Contains("takes folders in diffusers layout", _harness.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ModelRun_DamagedInputs_SaysWhichFile()
    {
        File.WriteAllText(_harness.Folder.At("in.safetensors"), "noise");

        Assert.Equal(ExitCode.Failure, await RunAsync("--component", "text_encoder"));
        Assert.Contains("in.safetensors", _harness.Error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected", _harness.Error.ToString(), StringComparison.Ordinal);
    }

    private Task<int> RunAsync(params string[] options)
        => _harness.RunAsync(["model", "run", "--model", "mini-hoi", "--inputs", "in.safetensors", "--outputs", "out.safetensors", .. options]);

    private void WriteIds()
    {
        using Tensor ids = Tensor.From(new long[16], 1, 16);
        SafetensorsWriter.Write(_harness.Folder.At("in.safetensors"), [("input_ids", ids)]);
    }
}
