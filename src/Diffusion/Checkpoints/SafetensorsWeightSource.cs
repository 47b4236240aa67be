using ReCorD.Compute;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints;

/// <summary>
/// Weights of one component's folder, in one safetensors file or in shards. Opening reads headers only. Half precision is widened to float32 once, when
/// first asked for.
/// </summary>
public sealed class SafetensorsWeightSource : IStoredWeights
{
    private readonly List<SafetensorsFile> files;
    private readonly Dictionary<string, (SafetensorsFile File, StoredWeight Weight)> weights = [];
    private readonly WeightCache<string> read;
    private readonly WeightCache<(string Name, TensorShape Shape)> reshaped, half;

    private SafetensorsWeightSource(string path, string variant, List<SafetensorsFile> files)
    {
        Path = path;
        Variant = variant;
        this.files = files;
        read = new(name => weights[name].File.ReadFloat32(weights[name].Weight.Key));
        reshaped = new(key => View(read.Get(key.Name), key.Shape));
        half = new(key => View(weights[key.Name].File.Read(weights[key.Name].Weight.Key), key.Shape));
    }

    /// <summary>Path of the file in use, or of the index of several.</summary>
    public string Path { get; }

    /// <summary>The variant in use, such as <c>fp16</c>; empty for the plain weights.</summary>
    public string Variant { get; }

    public IReadOnlyCollection<StoredWeight> Stored => [.. weights.Values.Select(item => item.Weight)];

    public IReadOnlyList<string> Files => [.. files.Select(file => file.Path)];

    public long Bytes => files.Sum(file => new FileInfo(RealPath.Of(file.Path)).Length);

    /// <param name="folder">The component's folder, such as <c>unet/</c>.</param>
    /// <param name="naming">What kind of component it is.</param>
    /// <exception cref="ModelFolderException">There are no weights, or files do not hold what they should.</exception>
    /// <exception cref="SafetensorsException">A file is malformed.</exception>
    public static SafetensorsWeightSource Open(string folder, WeightNaming naming) => Open(new ModelFiles(folder), "", naming);

    /// <inheritdoc cref="Open(string, WeightNaming)"/>
    internal static SafetensorsWeightSource Open(ModelFiles model, string component, WeightNaming naming)
    {
        ArgumentNullException.ThrowIfNull(naming);
        WeightFiles found = WeightFiles.Find(model.Folder(component), naming.Stem);
        ShardIndex? index = found.IsIndex ? ShardIndex.Load(model.Get(ModelFiles.MaximumTable, component, System.IO.Path.GetFileName(found.Path))) : null;
        List<SafetensorsFile> files = [];
        SafetensorsWeightSource source = new(found.Path, found.Variant, files);
        try
        {
            foreach (string name in index?.Shards ?? [System.IO.Path.GetFileName(found.Path)])
            {
                files.Add(OpenFile(model.Get(long.MaxValue, component, name), index));
            }

            source.Register(naming, index);
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    public bool Contains(string name) => weights.ContainsKey(name);

    public Tensor Get(string name, TensorShape shape)
    {
        RequireFit(name, shape);
        Tensor tensor = read.Get(name);
        return tensor.Shape.Equals(shape) ? tensor : reshaped.Get((name, shape));
    }

    public Tensor? GetStoredHalf(string name, TensorShape shape)
    {
        RequireFit(name, shape);
        return weights[name].Weight.Entry.ElementType == ElementType.Float16 ? half.Get((name, shape)) : null;
    }

    public void Dispose()
    {
        reshaped.Dispose();
        half.Dispose();
        read.Dispose();
        files.ForEach(file => file.Dispose());
    }

    private static Tensor View(Tensor tensor, TensorShape shape) => Tensor.Borrow(tensor.ElementType, shape, tensor.Pointer, tensor);

    private void RequireFit(string name, TensorShape shape)
    {
        if (!weights.TryGetValue(name, out (SafetensorsFile File, StoredWeight Weight) found))
        {
            throw WeightCheck.Missing(Path, name, shape);
        }

        if (!found.Weight.Fits(shape))
        {
            throw WeightCheck.WrongShape(found.Weight, shape);
        }
    }

    private static SafetensorsFile OpenFile(string path, ShardIndex? index)
    {
        try
        {
            return SafetensorsFile.Open(path);
        }
        catch (FileNotFoundException missing)
        {
            throw new ModelFolderException(path, null, $"this file is missing{(index is null ? "" : $", but {index.Path} names it")}. Copy it from the model's repository.", missing);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelFolderException(path, null, $"cannot be read ({error.Message}).", error);
        }
    }

    /// <summary>Enters what the files hold under today's names, and holds the shards to their index.</summary>
    private void Register(WeightNaming naming, ShardIndex? index)
    {
        foreach (SafetensorsFile file in files)
        {
            foreach (string key in file.Names)
            {
                RequirePlace(index, file.Path, key);
                if (naming.NameOf(key) is { } name)
                {
                    StoredWeight weight = new(name, key, file.Path, file.Describe(key));
                    if (!weights.TryAdd(name, (file, weight)))
                    {
                        throw new ModelFolderException(file.Path, key, $"this weight is there twice, also as `{weights[name].Weight.Key}` in {weights[name].Weight.File}.");
                    }
                }
            }
        }

        foreach ((string key, string shard) in index?.Map ?? new Dictionary<string, string>())
        {
            if (!files.Exists(file => file.Contains(key)))
            {
                throw new ModelFolderException(index!.Path, key, $"the index places this tensor in {shard}, but no shard has it. Index and shards must come from the same model.");
            }
        }
    }

    private static void RequirePlace(ShardIndex? index, string path, string key)
    {
        if (index is null)
        {
            return;
        }

        string name = System.IO.Path.GetFileName(path);
        if (!index.Map.TryGetValue(key, out string? expected))
        {
            throw new ModelFolderException(path, key, $"{index.Path} does not list this tensor. Index and shards must come from the same model.");
        }

        if (expected != name)
        {
            throw new ModelFolderException(path, key, $"{index.Path} places this tensor in {expected}. Were shards renamed, or copied from another model?");
        }
    }
}
