using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;
using ReCorD.Compute.Runtime;

namespace ReCorD.Compute.Lowering;

/// <summary>
/// Finds the blocks of the loaded ONNX Runtime on this processor by trying: it does not tell them, and its blocked operators are its own affair. The
/// layout in which a small convolution gives exactly what the plain one gives is the right one.
/// </summary>
internal static class LayoutProbe
{
    private const int Channels = 32, Side = 3;
    private static readonly int[] Blocks = [16, 8];

    /// <summary>The layout, or null where none fits: convolutions then stay as they are.</summary>
    public static BlockedLayout? Find(ComputeRuntime runtime)
    {
        SessionSettings settings = new() { Optimization = GraphOptimization.None };
        GraphBuilder g = new("layout-probe");
        Value x = g.Input("x", ElementType.Float32, 1, Channels, Side, Side);
        using Tensor kernel = SmallIntegers(5, Channels, Channels, 3, 3), input = SmallIntegers(7, 1, Channels, Side, Side);
        GraphModule plain = g.Build(KeyValuePair.Create("y", x.Conv(g.Weight("kernel", kernel), null, 1, 1)));
        float[] expected = Run(runtime, plain, settings, input);
        return Blocks.Select(block => new BlockedLayout(block)).FirstOrDefault(layout => Fits(runtime, plain, layout, settings, input, expected));
    }

    private static bool Fits(ComputeRuntime runtime, GraphModule plain, BlockedLayout layout, SessionSettings settings, Tensor input, float[] expected)
    {
        GraphModule blocked = BlockedConvolutions.Lower(plain, new BlockedKernels(layout), CancellationToken.None);
        try
        {
            return Run(runtime, blocked, settings, input).AsSpan().SequenceEqual(expected);
        }
        catch (OrtException)
        {
            // This library has no such operators.
            return false;
        }
    }

    private static float[] Run(ComputeRuntime runtime, GraphModule module, SessionSettings settings, Tensor input)
    {
        using Session session = Session.Create(runtime, module, settings);
        using Tensor result = session.Run(new Dictionary<string, Tensor> { ["x"] = input })["y"];
        return result.ToArray<float>();
    }

    /// <summary>Sums of products of small integers are exact in any order, so that results can be compared for equality.</summary>
    private static Tensor SmallIntegers(int period, params ReadOnlySpan<long> shape)
    {
        Tensor tensor = new(ElementType.Float32, new TensorShape(shape));
        Span<float> values = tensor.AsSpan<float>();
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ((i * 37) % 101 % period) - (period / 2);
        }

        return tensor;
    }
}
