using ReCorD.Compute;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints.Lora;

/// <summary>A network's weights with LoRA files merged in. Weights that no file changes are those of the original; the others are made when first asked for.</summary>
internal sealed class LoraWeights : IWeightSource
{
    private readonly IWeightSource original;
    private readonly ILookup<string, (LoraTarget Target, LoraChange Change)> changes;
    private readonly WeightCache<string> merged;

    /// <param name="original">The weights as the model has them; not owned.</param>
    /// <param name="changes">Added in this order.</param>
    public LoraWeights(IWeightSource original, IEnumerable<(LoraTarget Target, LoraChange Change)> changes)
    {
        this.original = original;
        this.changes = changes.ToLookup(change => change.Target.Weight);
        merged = new WeightCache<string>(Merge);
    }

    public bool Contains(string name) => original.Contains(name);

    public Tensor Get(string name, TensorShape shape)
    {
        if (!changes.Contains(name))
        {
            return original.Get(name, shape);
        }

        Tensor tensor = merged.Get(name);
        return tensor.Shape.Equals(shape) ? tensor : throw new ModelFolderException("LoRA", name, $"expected shape {shape}, found {tensor.Shape}.");
    }

    public void Dispose() => merged.Dispose();

    private Tensor Merge(string name)
    {
        TensorShape shape = changes[name].First().Target.Shape;
        Tensor stored = original.Get(name, shape), weight = new(ElementType.Float32, shape);
        stored.AsSpan<float>().CopyTo(weight.AsSpan<float>());
        foreach ((_, LoraChange change) in changes[name])
        {
            change.AddTo(weight);
        }

        return weight;
    }
}
