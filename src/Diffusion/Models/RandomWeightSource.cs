using System.Collections.Concurrent;
using ReCorD.Compute;

namespace ReCorD.Diffusion.Models;

/// <summary>Seeded random weights of any shape (<see cref="RandomWeights"/>), for measuring networks at full size without a download.</summary>
public sealed class RandomWeightSource(ulong seed) : IWeightSource
{
    private readonly ConcurrentDictionary<string, Tensor> made = new();

    public bool Contains(string name) => true;

    public Tensor Get(string name, TensorShape shape)
    {
        Tensor tensor = made.GetOrAdd(name, key => Tensor.Deferred(ElementType.Float32, shape, () => RandomWeights.Create(seed, key, shape)));
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
}
