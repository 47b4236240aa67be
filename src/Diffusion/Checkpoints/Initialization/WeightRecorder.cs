using ReCorD.Compute;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints.Initialization;

/// <summary>
/// Notes which weights a network asks for, and gives it tensors that have a shape but no memory: touching their numbers throws. So the
/// largest network can be stated in no time.
/// </summary>
internal sealed class WeightRecorder : IWeightSource
{
    private readonly Dictionary<string, Tensor> asked = new(StringComparer.Ordinal);

    /// <summary>What was asked for, in the order in which safetensors files have it.</summary>
    public IReadOnlyList<SafetensorsItem> Items
        => [.. asked.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => new SafetensorsItem(entry.Key, ElementType.Float32, entry.Value.Shape))];

    public bool Contains(string name) => true;

    public Tensor Get(string name, TensorShape shape)
    {
        if (!asked.TryGetValue(name, out Tensor? tensor))
        {
            asked[name] = tensor = Tensor.Borrow(ElementType.Float32, shape, 0, this);
        }

        return tensor.Shape.Equals(shape) ? tensor : throw new ModelFolderException("weights", name, $"asked for as {tensor.Shape} and as {shape}.");
    }

    public void Dispose()
    {
    }
}
