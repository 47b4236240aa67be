using ReCorD.Compute;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Components;

/// <summary>The given tensors, checked as they are asked for.</summary>
internal sealed class ComponentInputs(IReadOnlyDictionary<string, Tensor> tensors)
{
    /// <summary>A tensor as float32; integers and half precision are converted.</summary>
    public Tensor Float32(string name, params ReadOnlySpan<InputAxis> axes) => AsFloat32(name, Get(name, axes));

    /// <summary>The timestep of every row; one for all rows may be given alone, with or without an axis.</summary>
    public Tensor Timesteps(string name, long rows)
    {
        Tensor given = AsFloat32(name, Find(name));
        if (given.Shape.ElementCount == 1 && given.Shape.Rank <= 1)
        {
            float[] same = new float[rows];
            Array.Fill(same, given.AsSpan<float>()[0]);
            return Tensor.From(same, rows);
        }

        Check(name, given.Shape, [new("rows", rows)]);
        return given;
    }

    public bool Has(string name) => tensors.ContainsKey(name);

    public Tensor Int64(string name, params ReadOnlySpan<InputAxis> axes)
    {
        Tensor tensor = Get(name, axes);
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

    private static Tensor AsFloat32(string name, Tensor tensor)
        => tensor.ElementType switch
        {
            ElementType.Float32 => tensor,
            ElementType.Int64 => Tensor.From(Array.ConvertAll(tensor.ToArray<long>(), value => (float)value), tensor.Shape.ToArray()),
            ElementType.Int32 => Tensor.From(Array.ConvertAll(tensor.ToArray<int>(), value => (float)value), tensor.Shape.ToArray()),
            ElementType.Float16 => Tensor.From(Array.ConvertAll(tensor.ToArray<Half>(), value => (float)value), tensor.Shape.ToArray()),
            _ => throw new ComponentException($"Input '{name}' has the type {tensor.ElementType}; expected Float32."),
        };

    private Tensor Find(string name) => tensors.TryGetValue(name, out Tensor? tensor)
        ? tensor
        : throw new ComponentException($"The inputs lack the tensor '{name}'; they have {string.Join(", ", tensors.Keys.Order(StringComparer.Ordinal).Take(12))}.");

    private Tensor Get(string name, ReadOnlySpan<InputAxis> axes)
    {
        Tensor tensor = Find(name);
        Check(name, tensor.Shape, axes);
        return tensor;
    }

    private static void Check(string name, TensorShape shape, ReadOnlySpan<InputAxis> axes)
    {
        bool fits = shape.Rank == axes.Length;
        for (int axis = 0; fits && axis < axes.Length; axis++)
        {
            fits = axes[axis].Fits(shape[axis]);
        }

        if (!fits)
        {
            throw new ComponentException($"Input '{name}' has the shape {shape}; this network expects [{string.Join(", ", axes.ToArray())}].");
        }
    }
}
