using System.Globalization;
using System.Text.Json;
using ReCorD.Compute.Weights;

namespace ReCorD.Diffusion.Checkpoints.Initialization;

/// <summary>
/// How a component's weights are spread over files, and what these are called. Names as diffusers and transformers write them:
/// <c>stem[.fp16].safetensors</c>, or <c>stem[.fp16]-00001-of-00002.safetensors</c> with <c>stem.safetensors.index[.fp16].json</c>.
/// </summary>
internal sealed class ShardPlan
{
    private readonly string index;

    private ShardPlan(IReadOnlyList<(string File, IReadOnlyList<SafetensorsItem> Items)> shards, string index)
    {
        Shards = shards;
        this.index = index;
    }

    public IReadOnlyList<(string File, IReadOnlyList<SafetensorsItem> Items)> Shards { get; }

    /// <param name="stem"><c>diffusion_pytorch_model</c> or <c>model</c>.</param>
    /// <param name="variant"><c>fp16</c> or empty.</param>
    /// <param name="items">The weights, kept in their order.</param>
    /// <param name="largest">Bytes of tensors that a file may hold; null for one file.</param>
    public static ShardPlan Create(string stem, string variant, IReadOnlyList<SafetensorsItem> items, long? largest)
    {
        List<List<SafetensorsItem>> groups = [[]];
        long filled = 0;
        foreach (SafetensorsItem item in items)
        {
            if (groups[^1].Count > 0 && largest is { } limit && filled + item.ByteLength > limit)
            {
                groups.Add([]);
                filled = 0;
            }

            groups[^1].Add(item);
            filled += item.ByteLength;
        }

        string suffix = variant.Length == 0 ? "" : $".{variant}";
        string Name(int shard) => groups.Count == 1
            ? $"{stem}{suffix}.safetensors"
            : string.Create(CultureInfo.InvariantCulture, $"{stem}{suffix}-{shard + 1:D5}-of-{groups.Count:D5}.safetensors");
        return new ShardPlan([.. groups.Select((group, shard) => (Name(shard), (IReadOnlyList<SafetensorsItem>)group))], $"{stem}.safetensors.index{suffix}.json");
    }

    /// <summary>Writes the index where there is more than one file.</summary>
    public void WriteIndex(string folder)
    {
        if (Shards.Count == 1)
        {
            return;
        }

        using FileStream stream = File.Create(Path.Combine(folder, index));
        using Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartObject("metadata");
        json.WriteNumber("total_size", Shards.Sum(shard => shard.Items.Sum(item => item.ByteLength)));
        json.WriteEndObject();
        json.WriteStartObject("weight_map");
        foreach ((string file, IReadOnlyList<SafetensorsItem> items) in Shards)
        {
            foreach (SafetensorsItem item in items)
            {
                json.WriteString(item.Name, file);
            }
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
