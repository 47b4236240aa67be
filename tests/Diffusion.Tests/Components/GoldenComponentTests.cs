using ReCorD.Compute;
using ReCorD.Compute.Imaging;
using ReCorD.Compute.Runtime;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Components;
using ReCorD.Diffusion.Models;

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

    /// <summary>Relative norm in half precision. One rounding is off by at most 2^-11 = 5e-4; those of some hundred layers, of either sign, add up to about ten.</summary>
    private const double HalfTolerance = 10.0 / (1 << 11);

    /// <summary>Least cosine between a gradient of half precision and that of PyTorch in single. Length and direction lose more than outputs do: the path is twice as long.</summary>
    private const double SmallestCosine = 0.99;

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

    [Theory]
    [InlineData("unet-sd1")]
    [InlineData("unet-sd2")]
    [InlineData("unet-sdxl")]
    public void UNet_HalfPrecision_OutputsMapsLossesAndGradientsAgree(string folder)
    {
        ComponentRequest request = new()
        {
            Component = "unet", ModelFolder = Path.Combine(TestFiles.GoldenFolder, folder), Maps = true, Precision = NetworkPrecision.Half,
            BoxLoss = new BoxLossRequest(Box.FromPixels(96, 160, 352, 416), 5, 16), MseTarget = "mse/target",
        };

        int compared = RunAndCompare(request, Path.Combine(folder, "io.safetensors"), ["out/", "box/", "mse/"]);

        Assert.True(compared > 15, $"Only {compared} tensors were compared.");
    }

    /// <summary>Sides that halving rounds up, as diffusers allows: the gradient must agree with central differences along a random direction.</summary>
    [Theory]
    [InlineData(9, 7)]
    [InlineData(18, 10)]
    [InlineData(16, 17)]
    public void UNet_OddSides_GradientIsThatOfTheLoss(int height, int width)
    {
        Random random = new(height);
        Tensor Noise(params long[] shape) => Tensor.From<float>([.. Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(_ => (float)(random.NextDouble() - 0.5))], shape);
        Tensor text = Noise(1, 16, 24), target = Noise(1, 4, height, width), sample = Noise(1, 4, height, width), direction = Noise(1, 16, 24);
        using ComputeRuntime runtime = new();
        IReadOnlyDictionary<string, Tensor> Run(float step)
        {
            float[] moved = [.. text.ToArray<float>().Zip(direction.ToArray<float>(), (value, along) => value + (step * along))];
            return ComponentRunner.Run(
                runtime, new SessionSettings(), new ComponentRequest { Component = "unet", ModelFolder = Path.Combine(TestFiles.GoldenFolder, "unet-sd1"), MseTarget = "mse/target" },
                new Dictionary<string, Tensor>
                {
                    ["sample"] = sample, ["timestep"] = Tensor.From([500L], 1), ["encoder_hidden_states"] = Tensor.From(moved, 1, 16, 24), ["mse/target"] = target,
                }, default);
        }

        IReadOnlyDictionary<string, Tensor> at = Run(0);
        double slope = at["mse/grad_encoder_hidden_states"].ToArray<float>().Zip(direction.ToArray<float>(), (gradient, along) => (double)gradient * along).Sum();
        double difference = (Run(1f)["mse/loss"].AsSpan<float>()[0] - (double)Run(-1f)["mse/loss"].AsSpan<float>()[0]) / 2;

        Assert.Equal([1, 4, height, width], at["out/sample"].Shape);
        // The loss hardly bends along the step, and float32 leaves about three digits of its difference.
        Assert.InRange(difference / slope, 0.97, 1.03);
    }

    [Fact]
    public void TextEncoder_Golden_HiddenStatesAgree()
        => Assert.Equal(2, RunAndCompare(Request("text_encoder"), Path.Combine("clip-vae", "text_io.safetensors"), ["last_", "penultimate_"]));

    [Fact]
    public void TextEncoder_HalfPrecision_HiddenStatesAgree()
        => Assert.Equal(2, RunAndCompare(Request("text_encoder") with { Precision = NetworkPrecision.Half }, Path.Combine("clip-vae", "text_io.safetensors"), ["last_", "penultimate_"]));

    /// <summary>The configuration does not say that half precision is safe, so single is kept.</summary>
    [Fact]
    public void AutoencoderDecode_HalfPrecisionAskedFor_StaysSingle()
    {
        ComponentRequest request = Request("vae_decoder") with { Precision = NetworkPrecision.Half };

        Assert.Equal(1, RunAndCompare(request, Path.Combine("clip-vae", "vae_io.safetensors"), ["decoded"], NetworkPrecision.Single));
    }

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

    /// <summary>Shapes of the tiny models: latents of 4 channels, text of 24 values, 100 token numbers.</summary>
    [Theory]
    [InlineData("unet", "sample", "4 channels", 2, 3, 16, 16)]
    [InlineData("unet", "sample", "height", 2, 4, 0, 16)]
    [InlineData("unet", "sample", "rows", 0, 4, 16, 16)]
    [InlineData("unet", "encoder_hidden_states", "24 values", 2, 16, 25)]
    [InlineData("unet", "encoder_hidden_states", "2 rows", 1, 16, 24)]
    [InlineData("unet", "timestep", "2 rows", 3)]
    [InlineData("unet", "mse/target", "16 height", 2, 4, 8, 8)]
    [InlineData("vae_encoder", "image", "3 channels", 1, 4, 32, 32)]
    [InlineData("vae_decoder", "latent", "4 channels", 1, 3, 8, 8)]
    public void Run_InputOfWrongShape_SaysWhatFits(string component, string name, string expected, params int[] shape)
    {
        TensorShape wrong = new([.. shape.Select(size => (long)size)]);
        using ComputeRuntime runtime = new();
        Dictionary<string, Tensor> inputs = GoldenInputs(component);
        inputs[name] = Tensor.From<float>(new float[wrong.ElementCount], wrong);

        ComponentException exception = Assert.Throws<ComponentException>(() => ComponentRunner.Run(runtime, new SessionSettings(), GoldenRequest(component), inputs, default));

        Assert.Contains($"'{name}'", exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(100)]
    public void TextEncoder_NumberOutsideTheVocabulary_IsRefused(long id)
    {
        using ComputeRuntime runtime = new();
        Dictionary<string, Tensor> inputs = new() { ["input_ids"] = Tensor.From(new[] { id }, 1, 1) };

        ComponentException exception = Assert.Throws<ComponentException>(() => ComponentRunner.Run(runtime, new SessionSettings(), Request("text_encoder"), inputs, default));

        Assert.Contains("100 tokens", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>As in diffusers: one timestep stands for all rows.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void UNet_OneTimestep_StandsForAllRows(int rank)
    {
        using ComputeRuntime runtime = new();
        Dictionary<string, Tensor> inputs = GoldenInputs("unet");
        inputs["timestep"] = Tensor.From(new[] { 10L, 10L }, 2);
        float[] expected = ComponentRunner.Run(runtime, new SessionSettings(), GoldenRequest("unet") with { MseTarget = null }, inputs, default)["out/sample"].ToArray<float>();

        inputs["timestep"] = Tensor.From(new[] { 10 }, rank == 0 ? [] : [1]);

        Assert.Equal(expected, ComponentRunner.Run(runtime, new SessionSettings(), GoldenRequest("unet") with { MseTarget = null }, inputs, default)["out/sample"].ToArray<float>());
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

    private static int RunAndCompare(ComponentRequest request, string goldenFile, string[] prefixes, NetworkPrecision? expectedPrecision = null)
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
            Action<string, float[], float[]> compare = (expectedPrecision ?? request.Precision) == NetworkPrecision.Half ? CompareHalf : Compare;
            compare(name, inputs[name].ToArray<float>(), results[name].ToArray<float>());
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

    private static void CompareHalf(string name, float[] expected, float[] actual)
    {
        double Norm(float[] values) => Math.Sqrt(values.Sum(value => (double)value * value));
        double product = expected.Zip(actual, (left, right) => (double)left * right).Sum();
        float[] difference = [.. expected.Zip(actual, (left, right) => left - right)];
        if (name.Contains("grad_", StringComparison.Ordinal))
        {
            double cosine = product / (Norm(expected) * Norm(actual));
            Assert.True(cosine >= SmallestCosine, $"{name}: cosine {cosine:f5}.");
            Assert.InRange(Norm(actual) / Norm(expected), SmallestCosine, 1 / SmallestCosine);
            return;
        }

        double relative = Norm(difference) / Norm(expected);
        Assert.True(relative <= HalfTolerance, $"{name}: off by {relative:e2}.");
    }

    private static ComponentRequest GoldenRequest(string component) => component == "unet"
        ? new ComponentRequest { Component = component, ModelFolder = Path.Combine(TestFiles.GoldenFolder, "unet-sd1"), MseTarget = "mse/target" }
        : Request(component);

    private static Dictionary<string, Tensor> GoldenInputs(string component)
    {
        string file = component == "unet" ? Path.Combine("unet-sd1", "io.safetensors") : Path.Combine("clip-vae", "vae_io.safetensors");
        using SafetensorsFile golden = SafetensorsFile.Open(Path.Combine(TestFiles.GoldenFolder, file));
        return golden.Names.ToDictionary(name => name, golden.Read);
    }
}
