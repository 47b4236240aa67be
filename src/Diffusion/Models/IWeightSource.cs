using ReCorD.Compute;

namespace ReCorD.Diffusion.Models;

/// <summary>Where a network's weights come from. The same name always gives the same tensor object, so that several graphs share one copy.</summary>
public interface IWeightSource : IDisposable
{
    /// <summary>The weight as float32.</summary>
    /// <exception cref="ModelFolderException">It is missing or has another shape; the message has the name and both shapes.</exception>
    Tensor Get(string name, TensorShape shape);

    bool Contains(string name);
}
