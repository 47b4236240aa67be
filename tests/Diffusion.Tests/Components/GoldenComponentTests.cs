using ReCorD.Compute;
using ReCorD.Compute.Imaging;
using ReCorD.Compute.Runtime;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Components;

namespace ReCorD.Diffusion.Tests.Components;

/// <summary>
/// Whole networks against PyTorch 1.13 on the CPU, which agrees with another public implementation of the UNet to 7e-6; the box loss is the official
/// ReCorD function.
/// </summary>
public sealed class GoldenComponentTests
{
    /// <summary>Of the largest magnitude: float32 sums in another order.</summary>
    private const double OutputTolerance = 1e-4;

    /// <summary>Relative norm of the difference: a gradient passes through each layer twice.</summary>
    private const double GradientTolerance = 1e-3;

    [Theory]
    [InlineData("unet-sd1")]
    [InlineData("unet-sd2")]
    [InlineData("unet-sdxl")]
    public void UNet_Golden_OutputsMapsLossesAndGradientsAgree(string folder)
    {
        ComponentRequest request = new()
        {
            Component = "unet", ModelFolder = Path.Combine(TestFiles.GoldenFolder, folder), Maps = true,
            BoxLoss = new BoxLossRequest(Box.FromPixels(96, 160, 352, 416), 5, 16), MseTarget = "mse/target",
        };

        int compared = RunAndCompare(request, Path.Combine(folder, "io.safetensors"), ["out/", "box/", "mse/"]);

        Assert.True(compared > 15, $"Only {compared} tensors were compared.");
    }

    [Fact]
    public void TextEncoder_Golden_HiddenStatesAgree()
        => Assert.Equal(2, RunAndCompare(Request("text_encoder"), Path.Combine("clip-vae", "text_io.safetensors"), ["last_", "penultimate_"]));

    [Fact]
    public void AutoencoderEncode_Golden_DistributionAgrees()
        => Assert.Equal(2, RunAndCompare(Request("vae_encoder"), Path.Combine("clip-vae", "vae_io.safetensors"), ["latent_"]));

    [Fact]
    public void AutoencoderDecode_Golden_PictureAgrees()
        => Assert.Equal(1, RunAndCompare(Request("vae_decoder"), Path.Combine("clip-vae", "vae_io.safetensors"), ["decoded"]));

    [Fact]
    public void Run_MissingInput_NamesIt()
    {
        using ComputeRuntime runtime = new();

        ComponentException exception = Assert.Throws<ComponentException>(
            () => ComponentRunner.Run(runtime, new SessionSettings(), Request("vae_decoder"), new Dictionary<string, Tensor>(), default));

        Assert.Contains("'latent'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_UnknownComponent_ListsTheKnown()
    {
        using ComputeRuntime runtime = new();

        ComponentException exception = Assert.Throws<ComponentException>(
            () => ComponentRunner.Run(runtime, new SessionSettings(), Request("decoder"), new Dictionary<string, Tensor>(), default));

        Assert.Contains("vae_decoder", exception.Message, StringComparison.Ordinal);
    }

    private static ComponentRequest Request(string component) => new() { Component = component, ModelFolder = Path.Combine(TestFiles.GoldenFolder, "clip-vae") };

    private static int RunAndCompare(ComponentRequest request, string goldenFile, string[] prefixes)
    {
        using ComputeRuntime runtime = new();
        using SafetensorsFile golden = SafetensorsFile.Open(Path.Combine(TestFiles.GoldenFolder, goldenFile));
        Dictionary<string, Tensor> inputs = golden.Names.ToDictionary(name => name, golden.Read);
        IReadOnlyDictionary<string, Tensor> results = ComponentRunner.Run(runtime, new SessionSettings(), request, inputs, default);
        List<string> expected = [.. golden.Names.Where(name => name != "mse/target" && prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))];
        foreach (string name in expected)
        {
            Assert.True(results.ContainsKey(name), $"No result '{name}'.");
            Assert.Equal(inputs[name].Shape, results[name].Shape);
            Compare(name, inputs[name].ToArray<float>(), results[name].ToArray<float>());
        }

        return expected.Count;
    }

    private static void Compare(string name, float[] expected, float[] actual)
    {
        double difference = 0, square = 0, norm = 0, largest = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double error = Math.Abs(actual[i] - expected[i]);
            difference = double.IsNaN(error) ? double.PositiveInfinity : Math.Max(difference, error);
            largest = Math.Max(largest, Math.Abs(expected[i]));
            square += error * error;
            norm += (double)expected[i] * expected[i];
        }

        bool isGradient = name.Contains("grad_", StringComparison.Ordinal);
        double relative = isGradient ? Math.Sqrt(square / norm) : difference / largest;
        Assert.True(relative <= (isGradient ? GradientTolerance : OutputTolerance), $"{name}: off by {relative:e2}.");
    }
}
