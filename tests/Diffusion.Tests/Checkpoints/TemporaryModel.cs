using System.Text.Json.Nodes;
using ReCorD.Compute;
using ReCorD.Compute.Weights;

namespace ReCorD.Diffusion.Tests.Checkpoints;

/// <summary>A copy of the embedded model for a test to change, removed with it.</summary>
internal sealed class TemporaryModel : IDisposable
{
    public const string UNetWeights = "unet/diffusion_pytorch_model.fp16.safetensors";
    public const string AutoencoderWeights = "vae/diffusion_pytorch_model.fp16.safetensors";
    public const string TextEncoderWeights = "text_encoder/model.fp16.safetensors";

    private readonly string outer = Directory.CreateTempSubdirectory("record-folder-").FullName;

    public TemporaryModel()
    {
        foreach (string file in Directory.EnumerateFiles(TestFiles.MiniHoi, "*", SearchOption.AllDirectories))
        {
            string copy = At(System.IO.Path.GetRelativePath(TestFiles.MiniHoi, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>The model's folder.</summary>
    public string Path => System.IO.Path.Combine(outer, "model");

    public string At(string file) => System.IO.Path.Combine(Path, file);

    /// <summary>A place beside the model's folder.</summary>
    public string Outside(string file) => System.IO.Path.Combine(outer, file);

    public void Change(string file, string field, JsonNode? value)
    {
        JsonObject json = JsonNode.Parse(File.ReadAllText(At(file)))!.AsObject();
        json[field] = value;
        File.WriteAllText(At(file), json.ToJsonString());
    }

    /// <summary>Writes a component's weights anew, in as many files as the names of which <paramref name="place"/> gives.</summary>
    /// <param name="file">The file there is; removed unless written again.</param>
    /// <param name="change">Changes, adds or removes tensors.</param>
    /// <param name="place">New file by tensor, in the same folder; null for the same file.</param>
    public void Rewrite(string file, Action<Dictionary<string, Tensor>>? change = null, Func<string, string>? place = null)
    {
        Dictionary<string, Tensor> tensors;
        using (SafetensorsFile stored = SafetensorsFile.Open(At(file)))
        {
            tensors = stored.Names.ToDictionary(name => name, name => Copy(stored.Read(name)));
        }

        change?.Invoke(tensors);
        File.Delete(At(file));
        string folder = System.IO.Path.GetDirectoryName(At(file))!;
        foreach (IGrouping<string, KeyValuePair<string, Tensor>> shard in tensors.GroupBy(tensor => place?.Invoke(tensor.Key) ?? System.IO.Path.GetFileName(file)))
        {
            SafetensorsWriter.Write(System.IO.Path.Combine(folder, shard.Key), shard.Select(tensor => (tensor.Key, tensor.Value)));
        }
    }

    /// <summary>Cuts a component's weights into two shards, odd and even tensors, with an index.</summary>
    public void Shard(string file, string index, string firstShard, string secondShard)
    {
        int count = 0;
        Dictionary<string, string> map = [];
        Rewrite(file, null, name => map[name] = count++ % 2 == 0 ? firstShard : secondShard);
        JsonObject json = new() { ["metadata"] = new JsonObject { ["total_size"] = 1 }, ["weight_map"] = new JsonObject(map.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))) };
        File.WriteAllText(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(At(file))!, index), json.ToJsonString());
    }

    public void Dispose() => Directory.Delete(outer, recursive: true);

    /// <summary>A tensor of the file's own type with memory of its own: the file is removed.</summary>
    private static Tensor Copy(Tensor tensor) => tensor.ElementType == ElementType.Float32 ? Tensor.From<float>(tensor.AsSpan<float>(), tensor.Shape) : Tensor.From<Half>(tensor.AsSpan<Half>(), tensor.Shape);
}
