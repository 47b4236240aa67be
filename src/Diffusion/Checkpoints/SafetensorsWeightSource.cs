using System.Collections.Concurrent;
using ReCorD.Compute;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints;

/// <summary>Weights of one component's folder: <c>{stem}.safetensors</c> or its <c>.fp16</c> variant. Half precision is widened to float32 once, when first asked for.</summary>
public sealed class SafetensorsWeightSource : IWeightSource
{
    private static readonly string[] Variants = ["", ".fp16"];

    private readonly SafetensorsFile file;
    private readonly string path;
    private readonly ConcurrentDictionary<string, Lazy<Tensor>> read = new();
    private readonly ConcurrentDictionary<string, Lazy<Tensor>> stored = new();

    private SafetensorsWeightSource(string path)
    {
        this.path = path;
        file = SafetensorsFile.Open(path);
    }

    /// <summary>Path of the file in use.</summary>
    public string Path => path;

    /// <param name="folder">The component's folder, such as <c>unet/</c>.</param>
    /// <param name="stem"><c>diffusion_pytorch_model</c> (diffusers) or <c>model</c> (transformers).</param>
    /// <exception cref="ModelFolderException">Neither file is there.</exception>
    /// <exception cref="SafetensorsException">The file is malformed.</exception>
    public static SafetensorsWeightSource Open(string folder, string stem)
    {
        string[] candidates = [.. Variants.Select(variant => System.IO.Path.Combine(folder, $"{stem}{variant}.safetensors"))];
        string path = Array.Find(candidates, File.Exists)
            ?? throw new ModelFolderException(folder, null, $"no weights here; expected {string.Join(" or ", candidates.Select(System.IO.Path.GetFileName))}.");
        return new SafetensorsWeightSource(path);
    }

    public bool Contains(string name) => file.Contains(name);

    public Tensor Get(string name, TensorShape shape)
    {
        RequireShape(name, shape);
        return read.GetOrAdd(name, key => new Lazy<Tensor>(() => file.ReadFloat32(key))).Value;
    }

    public Tensor? GetStoredHalf(string name, TensorShape shape)
    {
        RequireShape(name, shape);
        return file.Describe(name).ElementType == ElementType.Float16 ? stored.GetOrAdd(name, key => new Lazy<Tensor>(() => file.Read(key))).Value : null;
    }

    public void Dispose()
    {
        foreach (Lazy<Tensor> tensor in read.Values.Concat(stored.Values).Where(tensor => tensor.IsValueCreated))
        {
            tensor.Value.Dispose();
        }

        read.Clear();
        stored.Clear();
        file.Dispose();
    }

    private void RequireShape(string name, TensorShape shape)
    {
        if (!file.Contains(name))
        {
            throw new ModelFolderException(path, name, $"this weight is missing; expected shape {shape}. The file does not fit the config.json beside it.");
        }

        if (file.Describe(name).Shape is var found && !found.Equals(shape))
        {
            throw new ModelFolderException(path, name, $"expected shape {shape} from config.json, found {found}.");
        }
    }
}
