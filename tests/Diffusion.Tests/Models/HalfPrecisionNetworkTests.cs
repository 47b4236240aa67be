using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Imaging;
using ReCorD.Compute.Runtime;
using ReCorD.Compute.Tests.Graph;
using ReCorD.Diffusion.Attention;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Guidance;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Diffusion.Tests.Models;

/// <summary>
/// Networks of half precision, every result rounded as a device would round it, against the same in single.
/// <see cref="Components.GoldenComponentTests"/> has them as ONNX Runtime computes them on the processor, against PyTorch.
/// </summary>
public sealed class HalfPrecisionNetworkTests
{
    /// <summary>Relative norm. One rounding is off by at most 2^-11 = 5e-4; those of some hundred layers, of either sign, add up to about ten.</summary>
    private const double Tolerance = 10.0 / (1 << 11);

    /// <summary>Least cosine between gradients, which pass through every layer twice.</summary>
    private const double SmallestCosine = 0.99;

    private const int Tokens = 16;

    public static TheoryData<string> UNets => ["unet-sd1", "unet-sd2", "unet-sdxl"];

    [Theory]
    [MemberData(nameof(UNets))]
    public void Denoising_WithEdits_AgreesWithSingle(string name)
    {
        UNetConfig config = Config(name);
        DenoisingShape shape = new(4, config.SampleSize, config.SampleSize, Tokens, 16, 16, SelfResolution: 16);
        (float[] single, float[] half) = Both(name, weights =>
        {
            GraphModule module = DenoisingNetwork.BuildGraph(config, weights, shape, out _);
            return (module, Inputs(module), "out/sample");
        });

        Assert.InRange(Difference(single, half), 1e-6, Tolerance);
    }

    [Theory]
    [MemberData(nameof(UNets))]
    public void Guidance_GradientPointsWhereSingleDoes(string name)
    {
        UNetConfig config = Config(name);
        BoxConstraintLoss loss = new();
        GuidanceShape shape = new(config.SampleSize, config.SampleSize, Tokens, 16, 16);
        (float[] single, float[] half) = Both(name, weights =>
        {
            GraphModule module = GuidanceNetwork.BuildGraph(config, weights, loss, shape);
            Dictionary<string, Tensor> inputs = Inputs(module);
            foreach ((string input, Tensor value) in loss.Prepare(new GuidanceLayout(new Box(0.2, 0.3, 0.7, 0.8), [5], 16, 16, Tokens)).Values)
            {
                inputs[input] = value;
            }

            return (module, inputs, "grad_sample");
        });

        double cosine = single.Zip(half, (left, right) => (double)left * right).Sum() / (Norm(single) * Norm(half));
        Assert.True(cosine >= SmallestCosine, $"Cosine {cosine:f4}.");
        Assert.InRange(Norm(half) / Norm(single), SmallestCosine, 1 / SmallestCosine);
    }

    /// <summary>Normalisations, and all that probabilities go through, are stated in single precision.</summary>
    [Fact]
    public void BuildGraph_HalfPrecision_NormalisesAndWeighsInSingle()
    {
        GraphModule module = Build(Config("unet-sd1"));

        Assert.All(module.Nodes.Where(node => node.OpType is "LayerNormalization" or "Softmax"), node => Assert.Equal(ElementType.Float32, node.Outputs[0].ElementType));
        Assert.All(module.Nodes.Where(node => node.OpType is "Conv" or "Gemm"), node => Assert.Equal(ElementType.Float16, node.Outputs[0].ElementType));
        Assert.All(module.Inputs.Select(input => input.ElementType), type => Assert.NotEqual(ElementType.Float16, type));
        Assert.All(module.Outputs, output => Assert.Equal(ElementType.Float32, output.Value.ElementType));
    }

    [Theory]
    [InlineData(false, ElementType.Float16)]
    [InlineData(true, ElementType.Float32)]
    public void BuildGraph_UpcastAttention_MultipliesQueriesAndKeysInSingle(bool upcast, ElementType expected)
    {
        GraphModule module = Build(Config("unet-sd1") with { UpcastAttention = upcast });

        Assert.All(module.Nodes.Where(node => node.OpType == "MatMul"), node => Assert.Equal(expected, node.Inputs[0].ElementType));
    }

    [Fact]
    public void Autoencoder_HalfPrecision_AgreesWithSingle()
    {
        string folder = Path.Combine(TestFiles.GoldenFolder, "clip-vae", "vae");
        AutoencoderConfig config = AutoencoderConfig.Load(Path.Combine(folder, "config.json"));
        using SafetensorsWeightSource stored = SafetensorsWeightSource.Open(folder, WeightNaming.Autoencoder);
        float[] Decode(NetworkPrecision precision)
        {
            GraphBuilder g = new("vae");
            Value latent = g.Input("latent", ElementType.Float32, 1, config.LatentChannels, 8, 8);
            using IWeightSource weights = stored.In(precision);
            GraphModule module = g.Build(KeyValuePair.Create("decoded", new AutoencoderKL(new NetworkBuilder(g, weights), config, new AttentionController()).Decode(latent)));
            return Run(module, Inputs(module), "decoded");
        }

        // Last, since it disposes the source.
        float[] half = Decode(NetworkPrecision.Half), single = Decode(NetworkPrecision.Single);

        Assert.InRange(Difference(single, half), 1e-6, Tolerance);
    }

    private static UNetConfig Config(string name) => UNetConfig.Load(Path.Combine(TestFiles.GoldenFolder, name, "unet", "config.json"));

    private static GraphModule Build(UNetConfig config)
    {
        using SafetensorsWeightSource stored = SafetensorsWeightSource.Open(Path.Combine(TestFiles.GoldenFolder, "unet-sd1", "unet"), WeightNaming.UNet);
        using HalfWeightSource half = new(stored);
        return DenoisingNetwork.BuildGraph(config, half, new DenoisingShape(1, 16, 16, Tokens, 16, 16, null), out _);
    }

    private static (float[] Single, float[] Half) Both(string name, Func<IWeightSource, (GraphModule Module, Dictionary<string, Tensor> Inputs, string Output)> build)
    {
        using SafetensorsWeightSource stored = SafetensorsWeightSource.Open(Path.Combine(TestFiles.GoldenFolder, name, "unet"), WeightNaming.UNet);
        using HalfWeightSource weights = new(stored);
        (GraphModule module, Dictionary<string, Tensor> inputs, string output) = build(stored);
        float[] single = Run(module, inputs, output);
        (module, inputs, output) = build(weights);
        return (single, Run(module, inputs, output));
    }

    private static float[] Run(GraphModule module, Dictionary<string, Tensor> inputs, string output)
    {
        using ComputeRuntime runtime = new();
        using Session session = Session.Create(runtime, HalfEmulation.Lower(module));
        return session.Run(inputs)[output].ToArray<float>();
    }

    /// <summary>Numbers of a natural size; edits with weights and factors between 0 and 1, rows taken from the one before.</summary>
    private static Dictionary<string, Tensor> Inputs(GraphModule module) => module.Inputs.ToDictionary(input => input.Name, input =>
    {
        Random random = new(input.Name.Length);
        int count = (int)input.Shape.ElementCount;
        return input.ElementType == ElementType.Int64
            ? Tensor.From([.. Enumerable.Range(0, count).Select(i => (long)Math.Max(0, i - 1))], [.. input.Shape])
            : Tensor.From([.. Enumerable.Range(0, count).Select(_ => input.Name switch
            {
                "timestep" => 501f,
                "sample" or "encoder_hidden_states" or "latent" => (float)((random.NextDouble() * 3) - 1.5),
                _ => random.NextSingle(),
            })], [.. input.Shape]);
    });

    private static double Difference(float[] expected, float[] actual) => Norm([.. expected.Zip(actual, (left, right) => left - right)]) / Norm(expected);

    private static double Norm(float[] values) => Math.Sqrt(values.Sum(value => (double)value * value));
}
