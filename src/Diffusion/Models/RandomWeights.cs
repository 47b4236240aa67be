using ReCorD.Compute;

namespace ReCorD.Diffusion.Models;

/// <summary>
/// Seeded random weights. Matrices and kernels are uniform with the variance 1 / fan-in, so that activations keep their size through a
/// network of any depth, in half precision too. Scales of normalisations lie between 0.8 and 1.2 and biases between -0.1 and 0.1, so that
/// two weights that are mixed up make a difference. Each weight depends on the seed and its name alone.
/// </summary>
public static class RandomWeights
{
    private const float ScaleSpread = 0.2f;
    private const float BiasSpread = 0.1f;

    /// <param name="seed">Equal seeds give equal weights.</param>
    /// <param name="name">The weight's name, by whose ending biases are known.</param>
    /// <param name="shape">Of rank 1: a bias or a scale; else the first axis is the output's, as in PyTorch.</param>
    /// <returns>Float32; the caller disposes of it.</returns>
    public static Tensor Create(ulong seed, string name, TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(shape);
        bool isBias = name.EndsWith("bias", StringComparison.Ordinal), isVector = shape.Rank == 1;
        float bound = isBias ? BiasSpread : isVector ? ScaleSpread : MathF.Sqrt(3f * shape[0] / shape.ElementCount);
        float centre = isVector && !isBias ? 1 : 0;
        Tensor tensor = new(ElementType.Float32, shape);
        ulong state = name.Aggregate(seed ^ 0x9E3779B97F4A7C15, (hash, letter) => (hash ^ letter) * 0x100000001B3);
        foreach (ref float value in tensor.AsSpan<float>())
        {
            // SplitMix64 (Steele, Lea and Flood, 2014).
            state += 0x9E3779B97F4A7C15;
            ulong z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            value = centre + (((((z ^ (z >> 31)) >> 40) * (2f / (1 << 24))) - 1) * bound);
        }

        return tensor;
    }
}
