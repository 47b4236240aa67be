using ReCorD.Compute;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Checkpoints.Lora;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Tests.Checkpoints.SingleFile;

namespace ReCorD.Diffusion.Tests.Checkpoints.Lora;

/// <summary>Makes LoRA files for small models, and merges them by other ways than the program's.</summary>
internal sealed class LoraFiles(TinyModels models)
{
    /// <summary>A linear layer of <c>tiny-sd1</c>.</summary>
    public const string Linear = "mid_block.attentions.0.transformer_blocks.0.attn1.to_q";

    public static Tensor Random(ulong seed, params long[] shape)
    {
        Tensor values = RandomWeights.Create(seed, "lora.weight", new TensorShape([1, shape.Aggregate(1L, (product, size) => product * size)]));
        return Tensor.From<float>(values.AsSpan<float>(), new TensorShape(shape));
    }

    public (float[] Original, float[] Changed) Merge(string module, long[] shape, Dictionary<string, Tensor> tensors, double weight, Dictionary<string, string>? metadata = null)
    {
        using IModelSource plain = ModelSources.Open(models.Folder("tiny-sd1")), model = Open("tiny-sd1", new LoraChoice(Write(tensors, metadata), weight));
        return (plain.UNetWeights.Get($"{module}.weight", new TensorShape(shape)).ToArray<float>(), model.UNetWeights.Get($"{module}.weight", new TensorShape(shape)).ToArray<float>());
    }

    public string Write(Dictionary<string, Tensor> tensors, Dictionary<string, string>? metadata = null)
    {
        string path = models.At($"{Guid.NewGuid():N}.safetensors");
        CheckpointWriter.Write(path, tensors, metadata);
        return path;
    }

    /// <summary>Changes of rank 2 for every linear layer and convolution, in kohya's names.</summary>
    public string WriteForAll(string architecture)
    {
        Dictionary<string, Tensor> tensors = [];
        using IModelSource model = ModelSources.Open(models.Folder(architecture));
        bool isXL = model.TextEncoders.Count == 2;
        foreach ((string name, TensorShape shape) in ExpectedWeights.Of(model.UNet).Where(weight => weight.Value.Rank > 1))
        {
            string original = isXL ? OriginalNames.UNet(name, 1, model.UNet.UpAttention)["model.diffusion_model.".Length..] : name;
            Add(tensors, $"lora_unet_{original[..^".weight".Length].Replace('.', '_')}", shape);
        }

        for (int index = 0; index < model.TextEncoders.Count; index++)
        {
            foreach ((string name, TensorShape shape) in ExpectedWeights.Of(model.TextEncoders[index].Config, false).Where(weight => weight.Value.Rank > 1 && weight.Key.Contains("layers", StringComparison.Ordinal)))
            {
                Add(tensors, $"lora_te{(isXL ? $"{index + 1}" : "")}_{name[..^".weight".Length].Replace('.', '_')}", shape);
            }
        }

        return Write(tensors);
    }

    private static void Add(Dictionary<string, Tensor> tensors, string name, TensorShape shape)
    {
        tensors[$"{name}.lora_down.weight"] = Random((ulong)tensors.Count, shape.With(0, 2).ToArray());
        tensors[$"{name}.lora_up.weight"] = Random((ulong)tensors.Count, shape.Rank == 2 ? [shape[0], 2] : [shape[0], 2, 1, 1]);
        tensors[$"{name}.alpha"] = Tensor.From([1f]);
    }

    /// <summary>A copy of a folder with W + 0.5 · 1/2 · up · down written into its files, component by component.</summary>
    public string ChangeByHand(string architecture, string file)
    {
        string source = models.Folder(architecture), target = models.At($"by-hand-{architecture}");
        using SafetensorsFile lora = SafetensorsFile.Open(file);
        using IModelSource model = ModelSources.Open(source);
        foreach (string path in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(source, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            string component = Path.GetFileName(Path.GetDirectoryName(path)!);
            if (!path.EndsWith(".safetensors", StringComparison.Ordinal) || component == "vae")
            {
                File.Copy(path, copy);
                continue;
            }

            using SafetensorsFile stored = SafetensorsFile.Open(path);
            string prefix = component switch { "unet" => "lora_unet_", "text_encoder_2" => "lora_te2_", _ => model.TextEncoders.Count == 2 ? "lora_te1_" : "lora_te_" };
            SafetensorsWriter.Write(copy, stored.Names.Select(name => (name, Changed(stored, name, prefix, lora, model.TextEncoders.Count == 2 ? model.UNet : null))).ToArray());
        }

        return target;
    }

    private static Tensor Changed(SafetensorsFile stored, string name, string prefix, SafetensorsFile lora, UNetConfig? original)
    {
        Tensor weight = stored.Read(name);
        string module = prefix == "lora_unet_" && original is not null ? OriginalNames.UNet(name, 1, original.UpAttention)["model.diffusion_model.".Length..] : name;
        string key = prefix + module[..^Math.Min(module.Length, ".weight".Length)].Replace('.', '_');
        if (!name.EndsWith(".weight", StringComparison.Ordinal) || !lora.Contains($"{key}.alpha"))
        {
            return weight;
        }

        float[] values = weight.ToArray<float>(), up = lora.Read($"{key}.lora_up.weight").ToArray<float>(), down = lora.Read($"{key}.lora_down.weight").ToArray<float>();
        int columns = values.Length / (int)weight.Shape[0];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] += ((up[i / columns * 2] * down[i % columns]) + (up[(i / columns * 2) + 1] * down[columns + (i % columns)])) * 0.25f;
        }

        return Tensor.From<float>(values, weight.Shape);
    }

    public IModelSource Open(string architecture, params LoraChoice[] loras) => ModelSources.Open(models.Folder(architecture), new ModelOptions { Loras = loras });

    public ModelFolderException Refused(Dictionary<string, Tensor> tensors, Dictionary<string, string>? metadata = null)
        => Assert.Throws<ModelFolderException>(() => Open("tiny-sd1", new LoraChoice(Write(tensors, metadata))));
}
