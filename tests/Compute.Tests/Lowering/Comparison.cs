using ReCorD.Compute.Graph;
using ReCorD.Compute.Runtime;

namespace ReCorD.Compute.Tests.Lowering;

/// <summary>Compares a graph as it is with the graph lowered for the processor, on random numbers.</summary>
internal static class Comparison
{
    /// <summary>Some hundred products of numbers below 1 are added in another order: differences are a few units in the last place of the largest partial sum.</summary>
    private const double Tolerance = 2e-5;

    /// <summary>For graphs with the output y.</summary>
    public static void AssertLoweredEqualsPlain(ComputeRuntime runtime, GraphModule module, WeightPacking packing = WeightPacking.Automatic)
    {
        Dictionary<string, Tensor> inputs = module.Inputs.ToDictionary(input => input.Name, input => Noise(input.Name.Length, [.. input.Shape]));
        float[] expected = Run(runtime, module, GraphOptimization.None, packing, inputs), actual = Run(runtime, module, GraphOptimization.All, packing, inputs);
        double scale = expected.Max(Math.Abs);
        Assert.True(scale > 0.1, "the numbers to compare are too small to tell anything");
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second, pair.First - (Tolerance * scale), pair.First + (Tolerance * scale)));
    }

    public static Tensor Noise(int seed, params long[] shape)
    {
        Random random = new(seed);
        Tensor tensor = new(ElementType.Float32, new TensorShape(shape));
        foreach (ref float value in tensor.AsSpan<float>())
        {
            value = random.NextSingle() - 0.5f;
        }

        return tensor;
    }

    private static float[] Run(ComputeRuntime runtime, GraphModule module, GraphOptimization optimization, WeightPacking packing, Dictionary<string, Tensor> inputs)
    {
        using Session session = Session.Create(runtime, module, new SessionSettings { Optimization = optimization, WeightPacking = packing });
        using Tensor result = session.Run(inputs)["y"];
        return result.ToArray<float>();
    }
}
