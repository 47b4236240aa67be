using ReCorD.Compute;
using ReCorD.Compute.Graph;
using ReCorD.Compute.Graph.Operators;

namespace ReCorD.Diffusion.Models;

/// <summary>diffusers' <c>Timesteps</c> and <c>TimestepEmbedding</c>.</summary>
internal static class TimeEmbedding
{
    /// <summary>Sines and cosines of numbers [N] at geometric frequencies: [N, width].</summary>
    public static Value Sinusoidal(Value numbers, int width, bool flipSinToCos, int frequencyShift)
    {
        int half = width / 2;
        float[] frequencies = [.. Enumerable.Range(0, half).Select(i => (float)Math.Exp(-Math.Log(10000) * i / (half - frequencyShift)))];
        Value angles = numbers.Cast(ElementType.Float32).Reshape(numbers.Shape.ElementCount, 1) * numbers.Builder.Constant<float>(frequencies, 1, half);
        return flipSinToCos ? ShapeOperators.Concat(1, angles.Cos(), angles.Sin()) : ShapeOperators.Concat(1, angles.Sin(), angles.Cos());
    }

    /// <summary>Two linear layers with SiLU between.</summary>
    public static Value Project(NetworkBuilder network, string module, Value x, long width)
    {
        using IDisposable scope = network.Enter(module);
        return network.Linear("linear_2", network.Linear("linear_1", x, width).Silu(), width);
    }
}
