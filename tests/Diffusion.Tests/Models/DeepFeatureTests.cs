using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Runtime;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Pipelines;

namespace ReCorD.Diffusion.Tests.Models;

/// <summary>The outermost level around a step's own deep feature is the whole network in two parts.</summary>
public sealed class DeepFeatureTests
{
    /// <summary>Both parts compute the same nodes; ONNX Runtime may fuse them differently at the cut. Relative to the largest number.</summary>
    private const float CutTolerance = 1e-5f;

    private const int Tokens = 5;

    [Theory]
    [InlineData("unet-sd1")]
    [InlineData("unet-sd2")]
    [InlineData("unet-sdxl")]
    public void BuildGraph_AroundItsOwnDeepFeature_PredictsTheSame(string folder)
    {
        UNetConfig config = UNetConfig.Load(Path.Combine(TestFiles.GoldenFolder, folder, "unet", "config.json"));
        using RandomWeightSource weights = new(3);
        using ComputeRuntime runtime = new();
        DenoisingShape shape = new(2, config.SampleSize, config.SampleSize, Tokens, 16, 16, null);
        GraphModule give = DenoisingNetwork.BuildGraph(config, weights, shape with { DeepFeature = DeepFeatureUse.Give }, out _);
        GraphModule take = DenoisingNetwork.BuildGraph(config, weights, shape with { DeepFeature = DeepFeatureUse.Take }, out _);
        Dictionary<string, Tensor> inputs = give.Inputs.ToDictionary(input => input.Name, Values);

        IReadOnlyDictionary<string, Tensor> whole = Run(runtime, give, inputs);
        inputs[DenoisingNetwork.DeepFeatureInput] = whole[DenoisingNetwork.DeepFeatureOutput];
        IReadOnlyDictionary<string, Tensor> around = Run(runtime, take, take.Inputs.ToDictionary(input => input.Name, input => inputs[input.Name]));

        Assert.True(take.Nodes.Count < give.Nodes.Count / 2, $"{take.Nodes.Count} of {give.Nodes.Count} nodes are left.");
        float[] expected = whole[DenoisingNetwork.SampleOutput].ToArray<float>();
        float tolerance = CutTolerance * expected.Max(Math.Abs);
        Assert.All(expected.Zip(around[DenoisingNetwork.SampleOutput].ToArray<float>()), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    private static IReadOnlyDictionary<string, Tensor> Run(ComputeRuntime runtime, GraphModule module, Dictionary<string, Tensor> inputs)
    {
        using Session session = Session.Create(runtime, module);
        return session.Run(inputs);
    }

    private static Tensor Values(Value input)
    {
        Random random = new(input.Name.Length);
        Tensor tensor = new(ElementType.Float32, input.Shape);
        foreach (ref float value in tensor.AsSpan<float>())
        {
            value = input.Name == "timestep" ? 500 : random.NextSingle() - 0.5f;
        }

        return tensor;
    }
}
