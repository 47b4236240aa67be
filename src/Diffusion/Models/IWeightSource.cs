using ReCorD.Compute;

namespace ReCorD.Diffusion.Models;

/// <summary>
/// Where a network's weights come from. The same name always gives the same tensor object, so that several graphs share one copy. A network is
/// computed in the precision that its weights have: see <see cref="HalfWeightSource"/>.
/// </summary>
public interface IWeightSource : IDisposable
{
    /// <summary>Type of the weights that <see cref="Get"/> gives: float32, or float16 for a network of half precision.</summary>
    ElementType ElementType => ElementType.Float32;

    /// <summary>The weight, of this source's type.</summary>
    /// <exception cref="ModelFolderException">It is missing or has another shape; the message has the name and both shapes.</exception>
    Tensor Get(string name, TensorShape shape);

    /// <summary>The weight as float32, for what is computed in single precision in every network.</summary>
    /// <inheritdoc cref="Get"/>
    Tensor GetSingle(string name, TensorShape shape) => Get(name, shape);

    /// <summary>The weight as float16, where it is stored so and can be had without conversion; else null.</summary>
    /// <inheritdoc cref="Get"/>
    Tensor? GetStoredHalf(string name, TensorShape shape) => null;

    bool Contains(string name);
}
