using System.Collections.Concurrent;
using ReCorD.Compute;

namespace ReCorD.Diffusion.Models;

/// <summary>
/// Seeded random weights of any shape, for measuring networks at full size without a download. Normalisation scales are 1, biases 0, other
/// weights uniform with the variance 1 / fan-in, so that activations keep their size. Each weight depends on the seed and its name alone.
/// </summary>
public sealed class RandomWeightSource(ulong seed) : IWeightSource
{
    private readonly ConcurrentDictionary<string, Tensor> made = new();

    public bool Contains(string name) => true;

    public Tensor Get(string name, TensorShape shape)
    {
        Tensor tensor = made.GetOrAdd(name, key => Make(key, shape));
        return tensor.Shape.Equals(shape) ? tensor : throw new ModelFolderException("random weights", name, $"asked for as {tensor.Shape} and as {shape}.");
    }

    public void Dispose()
    {
        foreach (Tensor tensor in made.Values)
        {
            tensor.Dispose();
        }

        made.Clear();
    }

    private Tensor Make(string name, TensorShape shape)
    {
        Tensor tensor = new(ElementType.Float32, shape);
        Span<float> values = tensor.AsSpan<float>();
        if (shape.Rank == 1)
        {
            values.Fill(name.EndsWith("bias", StringComparison.Ordinal) ? 0 : 1);
            return tensor;
        }

        float bound = MathF.Sqrt(3f * shape[0] / shape.ElementCount);
        ulong state = name.Aggregate(seed ^ 0x9E3779B97F4A7C15, (hash, letter) => (hash ^ letter) * 0x100000001B3);
        for (int i = 0; i < values.Length; i++)
        {
            // SplitMix64 (Steele, Lea and Flood, 2014).
            state += 0x9E3779B97F4A7C15;
            ulong z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            values[i] = ((((z ^ (z >> 31)) >> 40) * (2f / (1 << 24))) - 1) * bound;
        }

        return tensor;
    }
}
