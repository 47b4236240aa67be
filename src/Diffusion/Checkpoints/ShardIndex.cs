using System.Text.Json;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Checkpoints;

/// <summary>The index of weights in several files: <c>weight_map</c> says which tensor lies in which. It is believed, and then held to.</summary>
/// <param name="Path">The index.</param>
/// <param name="Map">File name by tensor.</param>
internal sealed record ShardIndex(string Path, IReadOnlyDictionary<string, string> Map)
{
    /// <summary>Far above any model's.</summary>
    private const int MaximumShards = 1000;

    /// <summary>The shards' names, in ordinal order.</summary>
    public IReadOnlyList<string> Shards { get; } = [.. Map.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <exception cref="ModelFolderException">No such JSON, or a shard is named that cannot lie beside the index.</exception>
    public static ShardIndex Load(string path)
    {
        ModelConfig config = ModelConfig.Load(path, ModelFiles.MaximumTable);
        IReadOnlyDictionary<string, string> map = config.TextMap("weight_map");
        foreach ((string tensor, string file) in map)
        {
            RequirePlainName(config, tensor, file);
        }

        ShardIndex index = new(path, map);
        return index.Shards.Count is > 0 and <= MaximumShards
            ? index
            : throw config.Error("weight_map", $"names {index.Shards.Count} files; expected 1 to {MaximumShards}.");
    }

    private static void RequirePlainName(ModelConfig config, string tensor, string file)
    {
        if (file.Length == 0 || file.AsSpan().IndexOfAny("/\\:\0") >= 0 || file.StartsWith('.'))
        {
            throw config.Error("weight_map", $"'{Shorten(tensor)}' lies in '{Shorten(file)}', which is no name of a file beside the index. Nothing outside the model folder is read.");
        }

        if (!file.EndsWith(".safetensors", StringComparison.Ordinal))
        {
            throw config.Error("weight_map", $"'{Shorten(tensor)}' lies in '{Shorten(file)}'; only .safetensors files are read.");
        }
    }

    private static string Shorten(string text) => text.Length <= 120 ? text : $"{text[..117]}...";
}
