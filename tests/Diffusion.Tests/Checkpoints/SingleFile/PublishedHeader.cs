using System.Buffers.Binary;
using System.Text.Json.Nodes;
using ReCorD.Compute;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Checkpoints.Initialization;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Tests.Checkpoints.SingleFile;

/// <summary>
/// Checkpoints with the header of a published one, in half precision, and no numbers: a file with a hole.
/// </summary>
internal static class PublishedHeader
{
    /// <summary>Shapes of a published checkpoint by key.</summary>
    /// <param name="architecture"><c>sd15</c>, <c>sd2</c> or <c>sdxl</c>.</param>
    /// <param name="folder">Where its configurations are written.</param>
    public static Dictionary<string, long[]> Shapes(string architecture, string folder)
    {
        ModelArchitecture.All[architecture].Write(folder);
        UNetConfig unet = UNetConfig.Load(Path.Combine(folder, "unet", "config.json"));
        Dictionary<string, long[]> shapes = ExpectedWeights.Of(unet).ToDictionary(weight => OriginalNames.UNet(weight.Key, 2, unet.UpAttention), weight => weight.Value.ToArray());
        foreach ((string name, TensorShape shape) in ExpectedWeights.Of(AutoencoderConfig.Load(Path.Combine(folder, "vae", "config.json"))))
        {
            shapes.Add(OriginalNames.Autoencoder(name, 4), shape.ToArray());
        }

        if (architecture != "sd2")
        {
            string prefix = architecture == "sdxl" ? "conditioner.embedders.0.transformer." : "cond_stage_model.transformer.";
            AddAll(shapes, ExpectedWeights.Of(Text(folder, "text_encoder"), false), name => prefix + name);
        }

        if (architecture != "sd15")
        {
            bool isXL = architecture == "sdxl";
            ClipTextConfig text = Text(folder, isXL ? "text_encoder_2" : "text_encoder");
            ClipTextConfig stored = isXL ? text : text with { NumHiddenLayers = text.NumHiddenLayers + 1 };
            string prefix = isXL ? "conditioner.embedders.1.model." : "cond_stage_model.model.";
            AddAll(shapes, ExpectedWeights.Of(stored, true), name => prefix + OriginalNames.OpenClip(name).Replace("text_projection.weight", "text_projection", StringComparison.Ordinal));
        }

        return shapes;
    }

    public static void Write(string path, Dictionary<string, long[]> shapes, JsonObject? metadata = null)
    {
        JsonObject header = [];
        if (metadata is not null)
        {
            header["__metadata__"] = metadata;
        }

        long end = 0;
        foreach ((string key, long[] shape) in shapes)
        {
            long bytes = 2 * shape.Aggregate(1L, (product, size) => product * size);
            header[key] = new JsonObject { ["dtype"] = "F16", ["shape"] = new JsonArray([.. shape.Select(size => (JsonNode)size)]), ["data_offsets"] = new JsonArray(end, end + bytes) };
            end += bytes;
        }

        byte[] json = System.Text.Encoding.UTF8.GetBytes(header.ToJsonString());
        byte[] prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, json.Length);
        using FileStream file = File.Create(path);
        file.Write(prefix);
        file.Write(json);
        file.SetLength(prefix.Length + json.Length + end);
    }

    public static ClipTextConfig Text(string folder, string component) => ClipTextConfig.Load(Path.Combine(folder, component, "config.json"));

    private static void AddAll(Dictionary<string, long[]> shapes, IReadOnlyDictionary<string, TensorShape> weights, Func<string, string> key)
    {
        foreach ((string name, TensorShape shape) in weights)
        {
            bool isThird = key(name).Contains("in_proj_", StringComparison.Ordinal);
            shapes.TryAdd(key(name), isThird ? shape.With(0, 3 * shape[0]).ToArray() : shape.ToArray());
        }
    }
}
