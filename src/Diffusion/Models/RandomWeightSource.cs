using System.Collections.Concurrent;
using System.Diagnostics;
using ReCorD.Compute;

namespace ReCorD.Diffusion.Models;

/// <summary>Seeded random weights of any shape (<see cref="RandomWeights"/>), for measuring networks at full size without a download.</summary>
public sealed class RandomWeightSource(ulong seed) : IWeightSource
{
    private readonly ConcurrentDictionary<string, Tensor> made = new();
    private long ticks;

    /// <summary>Time spent so far in making numbers, on all threads together.</summary>
    public TimeSpan TimeMaking => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref ticks));

    public bool Contains(string name) => true;

    public Tensor Get(string name, TensorShape shape)
    {
        Tensor tensor = made.GetOrAdd(name, key => Tensor.Deferred(ElementType.Float32, shape, () => Make(key, shape)));
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
        long start = Stopwatch.GetTimestamp();
        Tensor tensor = RandomWeights.Create(seed, name, shape);
        Interlocked.Add(ref ticks, Stopwatch.GetTimestamp() - start);
        return tensor;
    }
}
