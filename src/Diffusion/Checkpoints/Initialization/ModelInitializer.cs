using ReCorD.Compute;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Checkpoints.Initialization;

/// <summary>
/// Makes model folders in diffusers layout with seeded random weights, complete with tokenizers: test beds of every family that need no
/// download. Weights are made and written one by one, so that memory holds no more than the largest.
/// </summary>
public static class ModelInitializer
{
    /// <summary>As diffusers and transformers write it; transformers refuses files without.</summary>
    private static readonly Dictionary<string, string> Metadata = new() { ["format"] = "pt" };

    private static readonly string[] TextEncoders = ["text_encoder", "text_encoder_2"];

    /// <summary>Makes a folder. Where that fails or is cancelled, nothing of it is left.</summary>
    /// <exception cref="IOException">The folder holds something, cannot be written, or its disk is too small.</exception>
    public static void Write(InitializationRequest request, IProgress<InitializationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        bool existed = Directory.Exists(request.Folder);
        if (existed && Directory.EnumerateFileSystemEntries(request.Folder).Any())
        {
            throw new IOException($"The folder '{request.Folder}' is not empty. Give a new one.");
        }

        try
        {
            Directory.CreateDirectory(request.Folder);
            request.Architecture.Write(request.Folder);
            WriteVocabularies(request);
            WriteWeights(request, progress, cancellationToken);
        }
        catch
        {
            Clear(request.Folder, existed);
            throw;
        }
    }

    private static void WriteVocabularies(InitializationRequest request)
    {
        foreach (string folder in Directory.GetDirectories(request.Folder, "tokenizer*"))
        {
            string encoder = Path.GetFileName(folder).Replace("tokenizer", "text_encoder", StringComparison.Ordinal);
            ClipTextConfig config = ClipTextConfig.Load(Path.Combine(request.Folder, encoder, "config.json"));
            ClipVocabulary.OfSize(config.VocabSize).Write(folder);
        }
    }

    private static void WriteWeights(InitializationRequest request, IProgress<InitializationProgress>? progress, CancellationToken cancellationToken)
    {
        List<(string Component, ShardPlan Plan)> plans = [.. Components(request)];
        long total = plans.Sum(plan => plan.Plan.Shards.Sum(shard => shard.Items.Sum(item => item.ByteLength))), before = 0;
        FreeSpace.Check(request.Folder, total);
        foreach ((string component, ShardPlan plan) in plans)
        {
            string folder = Path.Combine(request.Folder, component);
            foreach ((string file, IReadOnlyList<SafetensorsItem> items) in plan.Shards)
            {
                Relay relay = new(progress, $"{component}/{file}", before, total);
                SafetensorsWriter.Write(Path.Combine(folder, file), items, item => Make(request, component, item), Metadata, relay, cancellationToken);
                before += items.Sum(item => item.ByteLength);
            }

            plan.WriteIndex(folder);
        }
    }

    /// <summary>Networks are read from the configurations just written, as every program that loads the folder will.</summary>
    private static IEnumerable<(string Component, ShardPlan Plan)> Components(InitializationRequest request)
    {
        string Config(string component) => Path.Combine(request.Folder, component, "config.json");
        (string, ShardPlan) Plan(string component, string stem, IReadOnlyDictionary<string, TensorShape> weights)
        {
            (string variant, ElementType type) = request.HalfPrecision ? ("fp16", ElementType.Float16) : ("", ElementType.Float32);
            IEnumerable<SafetensorsItem> items = weights.OrderBy(weight => weight.Key, StringComparer.Ordinal).Select(weight => new SafetensorsItem(weight.Key, type, weight.Value));
            return (component, ShardPlan.Create(stem, variant, [.. items], request.ShardSize));
        }

        foreach (string component in TextEncoders.Where(component => File.Exists(Config(component))))
        {
            bool isPooled = ModelConfig.Load(Config(component)).Texts("architectures").Contains("CLIPTextModelWithProjection");
            yield return Plan(component, "model", ExpectedWeights.Of(ClipTextConfig.Load(Config(component)), isPooled));
        }

        yield return Plan("unet", "diffusion_pytorch_model", ExpectedWeights.Of(UNetConfig.Load(Config("unet"))));
        yield return Plan("vae", "diffusion_pytorch_model", ExpectedWeights.Of(AutoencoderConfig.Load(Config("vae"))));
    }

    private static Tensor Make(InitializationRequest request, string component, SafetensorsItem item)
    {
        // The component is part of the name: two text encoders have weights of the same names.
        Tensor single = RandomWeights.Create(request.Seed, $"{component}/{item.Name}", item.Shape);
        if (!request.HalfPrecision)
        {
            return single;
        }

        using (single)
        {
            Tensor half = new(ElementType.Float16, item.Shape);
            Span<float> from = single.AsSpan<float>();
            Span<Half> to = half.AsSpan<Half>();
            for (int i = 0; i < from.Length; i++)
            {
                to[i] = (Half)from[i];
            }

            return half;
        }
    }

    private static void Clear(string folder, bool keepFolder)
    {
        if (!keepFolder)
        {
            Directory.Delete(folder, recursive: true);
            return;
        }

        foreach (string entry in Directory.GetDirectories(folder))
        {
            Directory.Delete(entry, recursive: true);
        }

        foreach (string file in Directory.GetFiles(folder))
        {
            File.Delete(file);
        }
    }

    /// <summary>Turns the bytes of one file into those of all.</summary>
    private sealed class Relay(IProgress<InitializationProgress>? progress, string file, long before, long total) : IProgress<long>
    {
        public void Report(long value) => progress?.Report(new InitializationProgress(file, before + value, total));
    }
}
