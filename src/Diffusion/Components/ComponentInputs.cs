using ReCorD.Compute;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Components;

/// <summary>The given tensors, checked as they are asked for.</summary>
internal sealed class ComponentInputs(IReadOnlyDictionary<string, Tensor> tensors)
{
    /// <summary>A tensor as float32; integers and half precision are converted.</summary>
    public Tensor Float32(string name, int rank)
    {
        Tensor tensor = Get(name, rank);
        return tensor.ElementType switch
        {
            ElementType.Float32 => tensor,
            ElementType.Int64 => Tensor.From(Array.ConvertAll(tensor.ToArray<long>(), value => (float)value), tensor.Shape.ToArray()),
            ElementType.Int32 => Tensor.From(Array.ConvertAll(tensor.ToArray<int>(), value => (float)value), tensor.Shape.ToArray()),
            ElementType.Float16 => Tensor.From(Array.ConvertAll(tensor.ToArray<Half>(), value => (float)value), tensor.Shape.ToArray()),
            _ => throw new ComponentException($"Input '{name}' has the type {tensor.ElementType}; expected Float32."),
        };
    }

    public Tensor Int64(string name, int rank)
    {
        Tensor tensor = Get(name, rank);
        return tensor.ElementType switch
        {
            ElementType.Int64 => tensor,
            ElementType.Int32 => Tensor.From(Array.ConvertAll(tensor.ToArray<int>(), value => (long)value), tensor.Shape.ToArray()),
            _ => throw new ComponentException($"Input '{name}' has the type {tensor.ElementType}; expected Int64."),
        };
    }

    /// <summary>The component's own folder, inside a model folder or given directly.</summary>
    public static string Folder(string modelFolder, string component)
    {
        if (!Directory.Exists(modelFolder))
        {
            throw new ModelFolderException(modelFolder, null, "this folder does not exist.");
        }

        string inside = Path.Combine(modelFolder, component);
        return Directory.Exists(inside) ? inside : modelFolder;
    }

    private Tensor Get(string name, int rank)
    {
        if (!tensors.TryGetValue(name, out Tensor? tensor))
        {
            throw new ComponentException($"The inputs lack the tensor '{name}'; they have {string.Join(", ", tensors.Keys.Order(StringComparer.Ordinal).Take(12))}.");
        }

        return tensor.Shape.Rank == rank
            ? tensor
            : throw new ComponentException($"Input '{name}' has the shape {tensor.Shape}; expected {rank} dimensions.");
    }
}
