using ReCorD.Cli.Application;
using ReCorD.Cli.Tests.Support;
using ReCorD.Compute;
using ReCorD.Compute.Weights;

namespace ReCorD.Cli.Tests.Models;

public sealed class ModelCheckCommandTests
{
    private static string Embedded => Path.Combine(AppContext.BaseDirectory, "models", "mini-hoi");

    [Fact]
    public async Task Check_EmbeddedModel_GoesThroughAllStages()
    {
        using CommandHarness harness = new();

        Assert.Equal(ExitCode.Success, await harness.RunAsync("model", "check", "mini-hoi"));

        string output = harness.Output.ToString();
        Assert.All((string[])["open", "weights of unet", "weights of vae", "weights of text_encoder", "text", "one step", "decoding", "scheduler", "peak memory"], stage => Assert.Contains(stage, output, StringComparison.Ordinal));
        Assert.DoesNotContain("failure", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("single")]
    [InlineData("half")]
    public async Task Check_Precision_IsWhatTheNetworksComputeIn(string precision)
    {
        using CommandHarness harness = new();

        Assert.Equal(ExitCode.Success, await harness.RunAsync("model", "check", "mini-hoi", "--precision", precision));

        Assert.Contains($"on cpu, {precision} precision", harness.Output.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The folder that goes with a checkpoint reaches the model: one in diffusers layout refuses it.</summary>
    [Theory]
    [InlineData("check")]
    [InlineData("inspect")]
    [InlineData("export", "--component", "unet", "--out", "unet.onnx")]
    public async Task Config_OfAnyModelCommand_IsHandedOn(string command, params string[] more)
    {
        using CommandHarness harness = new();

        Assert.Equal(ExitCode.Failure, await harness.RunAsync(["model", command, "mini-hoi", "--config", "beside", .. more]));

        Assert.Contains("--config does not go with it", $"{harness.Output}{harness.Error}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public async Task Check_WeightThatIsNotFinite_IsNamed(float bad)
    {
        const string Weight = "decoder.conv_out.bias";
        using CommandHarness harness = new();
        foreach (string file in Directory.EnumerateFiles(Embedded, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(harness.Folder.At("model"), Path.GetRelativePath(Embedded, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        string weights = harness.Folder.At("model/vae/diffusion_pytorch_model.fp16.safetensors");
        using (SafetensorsFile stored = SafetensorsFile.Open(Path.Combine(Embedded, "vae", "diffusion_pytorch_model.fp16.safetensors")))
        {
            SafetensorsWriter.Write(weights, stored.Names.Select(name => (name, name == Weight ? Tensor.From(new[] { 0, bad, 0 }, 3) : stored.Read(name))));
        }

        Assert.Equal(ExitCode.Failure, await harness.RunAsync("model", "check", "model"));

        string output = harness.Output.ToString();
        Assert.Contains($"`{Weight}`", output, StringComparison.Ordinal);
        Assert.Contains(weights, output, StringComparison.Ordinal);
        Assert.DoesNotContain("one step", output, StringComparison.Ordinal);
    }
}
