using System.Collections.Concurrent;
using ReCorD.Compute;
using ReCorD.Compute.Weights;

namespace ReCorD.Diffusion.Models;

/// <summary>
/// Weights of another source as float16: a network stated with them has half precision. Those that are stored as float16 are taken as they are, others
/// are rounded once, when first asked for. The other source stays with its owner and must outlive this one.
/// </summary>
public sealed class HalfWeightSource(IWeightSource source) : IWeightSource
{
    private readonly ConcurrentDictionary<string, Lazy<Tensor>> rounded = new();

    public ElementType ElementType => ElementType.Float16;

    public bool Contains(string name) => source.Contains(name);

    /// <exception cref="ModelFolderException">It is missing, has another shape, or holds numbers that are too great for float16.</exception>
    public Tensor Get(string name, TensorShape shape)
        => source.GetStoredHalf(name, shape) ?? rounded.GetOrAdd(name, _ => new Lazy<Tensor>(() => Round(name, source.GetSingle(name, shape)))).Value;

    public Tensor GetSingle(string name, TensorShape shape) => source.GetSingle(name, shape);

    public void Dispose()
    {
        foreach (Lazy<Tensor> tensor in rounded.Values.Where(tensor => tensor.IsValueCreated))
        {
            tensor.Value.Dispose();
        }

        rounded.Clear();
    }

    private static Tensor Round(string name, Tensor weight) => HalfPrecision.Narrow(weight)
        ?? throw new ModelFolderException($"the weight {name} has numbers greater than {HalfPrecision.Largest}, the greatest of half precision. Use single precision (--precision single) with this model.");
}
