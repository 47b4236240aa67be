using System.Text.Json;
using ReCorD.Compute;
using ReCorD.Compute.Imaging;
using ReCorD.Compute.Runtime;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Checkpoints.Initialization;
using ReCorD.Diffusion.Components;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Pipelines;
using ReCorD.Diffusion.Prompts;
using ReCorD.Diffusion.Schedulers;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Tests.Checkpoints.Initialization;

public sealed class ModelInitializerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("record-init").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public static TheoryData<string> Tiny => [.. ModelArchitecture.All.Keys.Where(name => name.StartsWith("tiny-", StringComparison.Ordinal))];

    public static TheoryData<string> All => [.. ModelArchitecture.All.Keys];

    [Theory]
    [MemberData(nameof(Tiny))]
    public void Write_TinyArchitecture_IsACompleteFolder(string architecture)
    {
        string model = Make(architecture);

        foreach (JsonProperty component in Json(model, "model_index.json").EnumerateObject().Where(entry => entry.Value.ValueKind == JsonValueKind.Array && entry.Value[0].ValueKind == JsonValueKind.String))
        {
            string path = Path.Combine(model, component.Name);
            string[] expected = component.Name.Split('_')[0] switch
            {
                "scheduler" => ["scheduler_config.json"],
                "tokenizer" => ["merges.txt", "special_tokens_map.json", "tokenizer_config.json", "vocab.json"],
                "text" => ["config.json", "model.safetensors"],
                _ => ["config.json", "diffusion_pytorch_model.safetensors"],
            };
            Assert.Equal(expected, Directory.GetFiles(path).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal));
        }
    }

    /// <summary>The classes of the published model_index.json, the start of each tokenizer's padding, and what the scheduler says.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void Architecture_Configurations_AreRead(string architecture)
    {
        string model = Path.Combine(folder, architecture);
        ModelArchitecture.All[architecture].Write(model);
        SchedulerConfig scheduler = SchedulerConfig.Load(Path.Combine(model, "scheduler", "scheduler_config.json"));
        UNetConfig unet = UNetConfig.Load(Path.Combine(model, "unet", "config.json"));
        ClipTextConfig[] texts = [.. Directory.GetDirectories(model, "text_encoder*").Order(StringComparer.Ordinal).Select(path => ClipTextConfig.Load(Path.Combine(path, "config.json")))];

        string family = architecture is "sd15" ? "sd1" : architecture.Replace("tiny-", "", StringComparison.Ordinal);
        (string sampler, PredictionType prediction, string[] activations, bool linear) = family switch
        {
            "sd1" => ("PNDMScheduler", PredictionType.Epsilon, new[] { "quick_gelu" }, false),
            "sd2" => ("DDIMScheduler", PredictionType.Velocity, ["gelu"], true),
            _ => ("EulerDiscreteScheduler", PredictionType.Epsilon, ["quick_gelu", "gelu"], true),
        };
        Assert.Equal((sampler, prediction), (scheduler.ClassName, scheduler.PredictionType));
        Assert.Equal(sampler, Json(model, "model_index.json").GetProperty("scheduler")[1].GetString());
        Assert.Equal(activations, texts.Select(text => text.HiddenAct));
        Assert.Equal(linear, unet.UseLinearProjection);
        Assert.Equal(family == "sdxl", unet.HasTextTimeConditioning);
        Assert.Equal(unet.CrossAttentionDim, texts.Sum(text => text.HiddenSize));
        Assert.Equal(family == "sdxl" ? texts[1].HiddenSize : unet.PooledTextDim, unet.PooledTextDim);
    }

    /// <summary>SD2 and the second encoder of XL pad with "!", which is id 0.</summary>
    [Fact]
    public void Write_Tokenizers_PadAsTheFamilyDoes()
    {
        string sd2 = Make("tiny-sd2"), sdxl = Make("tiny-sdxl");
        int Pad(string model, string tokenizer) => ClipTokenizer.Load(Path.Combine(model, tokenizer)).PadId;

        Assert.Equal((0, 2047, 0), (Pad(sd2, "tokenizer"), Pad(sdxl, "tokenizer"), Pad(sdxl, "tokenizer_2")));
    }

    [Fact]
    public void Write_Seed_DecidesEveryWeight()
    {
        string first = Make("tiny-sd1", "first"), second = Make("tiny-sd1", "second"), other = Make("tiny-sd1", "other", request => request with { Seed = 2 });
        foreach (string file in Weights(first))
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(first, file)), File.ReadAllBytes(Path.Combine(second, file)));
            using SafetensorsFile one = SafetensorsFile.Open(Path.Combine(first, file)), two = SafetensorsFile.Open(Path.Combine(other, file));
            Assert.All(one.Names, name => Assert.NotEqual(one.Read(name).ToArray<float>(), two.Read(name).ToArray<float>()));
        }
    }

    [Fact]
    public void Write_TwoTextEncoders_HaveDifferentWeights()
    {
        string model = Make("tiny-sdxl");
        using SafetensorsFile first = SafetensorsFile.Open(Path.Combine(model, "text_encoder", "model.safetensors"));
        using SafetensorsFile second = SafetensorsFile.Open(Path.Combine(model, "text_encoder_2", "model.safetensors"));

        Assert.NotEqual(first.Read("text_model.final_layer_norm.bias").ToArray<float>(), second.Read("text_model.final_layer_norm.bias").ToArray<float>()[..64]);
        Assert.False(first.Contains("text_projection.weight"));
        Assert.Equal(new TensorShape(128, 128), second.Describe("text_projection.weight").Shape);
    }

    [Fact]
    public void Write_HalfPrecision_RoundsTheSameWeights()
    {
        string single = Make("tiny-sd1", "single"), half = Make("tiny-sd1", "half", request => request with { HalfPrecision = true });
        Assert.Equal(
            ["text_encoder/model.fp16.safetensors", "unet/diffusion_pytorch_model.fp16.safetensors", "vae/diffusion_pytorch_model.fp16.safetensors"], Weights(half));
        foreach ((string wide, string narrow) in Weights(single).Zip(Weights(half)))
        {
            using SafetensorsFile one = SafetensorsFile.Open(Path.Combine(single, wide)), two = SafetensorsFile.Open(Path.Combine(half, narrow));
            Assert.Equal("pt", two.Metadata["format"]);
            Assert.All(one.Names, name => Assert.Equal(Array.ConvertAll(one.Read(name).ToArray<float>(), value => (Half)value), two.Read(name).ToArray<Half>()));
        }
    }

    [Fact]
    public void Write_ShardSize_SplitsWithAnIndex()
    {
        const long Largest = 1_000_000;
        string whole = Make("tiny-sdxl", "whole", request => request with { HalfPrecision = true });
        string split = Make("tiny-sdxl", "split", request => request with { HalfPrecision = true, ShardSize = Largest });
        string unet = Path.Combine(split, "unet");
        JsonElement index = Json(unet, "diffusion_pytorch_model.safetensors.index.fp16.json");
        Dictionary<string, string> map = index.GetProperty("weight_map").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!);
        using SafetensorsFile expected = SafetensorsFile.Open(Path.Combine(whole, "unet", "diffusion_pytorch_model.fp16.safetensors"));

        string[] shards = [.. map.Values.Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(shards.Select((_, i) => $"diffusion_pytorch_model.fp16-{i + 1:D5}-of-{shards.Length:D5}.safetensors"), shards);
        Assert.True(shards.Length > 5, $"{shards.Length} shards.");
        Assert.Equal(expected.Names.Order(StringComparer.Ordinal), map.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(expected.Names.Sum(name => expected.Describe(name).ByteLength), index.GetProperty("metadata").GetProperty("total_size").GetInt64());
        foreach (string shard in shards)
        {
            using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(unet, shard));
            Assert.Equal(map.Where(entry => entry.Value == shard).Select(entry => entry.Key).Order(StringComparer.Ordinal), file.Names.Order(StringComparer.Ordinal));
            Assert.True(file.Names.Count() == 1 || file.Names.Sum(name => file.Describe(name).ByteLength) <= Largest, $"{shard} is too large.");
            Assert.All(file.Names, name => Assert.Equal(expected.Read(name).ToArray<Half>(), file.Read(name).ToArray<Half>()));
        }
    }

    [Theory]
    [MemberData(nameof(Tiny))]
    public void Write_Networks_KeepActivationsInScale(string architecture)
    {
        string model = Make(architecture, change: request => request with { HalfPrecision = true });
        UNetConfig config = UNetConfig.Load(Path.Combine(model, "unet", "config.json"));
        int side = config.SampleSize;
        Random random = new(1);
        Tensor Noise(params long[] shape) => Tensor.From<float>(
            [.. Enumerable.Range(0, (int)new TensorShape(shape).ElementCount).Select(_ => (float)Math.Sqrt(12) * (random.NextSingle() - 0.5f))], new TensorShape(shape));
        Dictionary<string, Tensor> unet = new()
        {
            ["sample"] = Noise(1, 4, side, side), ["timestep"] = Tensor.From([500f], 1), ["encoder_hidden_states"] = Noise(1, 77, config.CrossAttentionDim),
        };
        if (config.HasTextTimeConditioning)
        {
            unet["text_embeds"] = Noise(1, config.PooledTextDim);
            unet["time_ids"] = Tensor.From([256f, 256, 0, 0, 256, 256], 1, 6);
        }

        AssertScaled(Run(model, "unet", unet)["out/sample"]);
        AssertScaled(Run(model, "vae_decoder", new() { ["latent"] = Noise(1, 4, side, side) })["decoded"]);
        Tensor ids = Tensor.From([.. Enumerable.Range(0, 77).Select(i => (long)i * 20)], 1, 77);
        foreach (string encoder in Directory.GetDirectories(model, "text_encoder*"))
        {
            AssertScaled(Run(encoder, "text_encoder", new() { ["input_ids"] = ids })["last_hidden_state"]);
        }
    }

    /// <summary>Candidates and correction of the whole method, in half precision.</summary>
    [Theory]
    [MemberData(nameof(Tiny))]
    public void Write_TinyArchitecture_MakesACorrectedPicture(string architecture)
    {
        using ComputeRuntime runtime = new();
        using DiffusionPipeline pipeline = DiffusionPipeline.Load(runtime, Make(architecture, change: request => request with { HalfPrecision = true }));
        GenerationRequest request = new()
        {
            Prompt = InteractionPromptParser.Parse("a boy is kicking a ball"), Seed = 1, Steps = 3, GuidanceScale = 5, TargetBox = Box.FromPixels(64, 320, 192, 448),
        };

        GenerationResult result = GenerationMethods.Create("record", pipeline, RecordProfiles.Default).Generate(request, null, default);

        Assert.Equal(pipeline.ImageSize, result.Image.Width);
        Assert.True(result.Image.Pixels.Distinct().Count() > 50, "The picture has hardly any grey levels.");
        Assert.NotEmpty(result.Guidance);
    }

    [Fact]
    public void Write_Cancelled_LeavesNothing()
    {
        using CancellationTokenSource cancellation = new();
        InitializationRequest request = new() { Architecture = ModelArchitecture.All["tiny-sd1"], Folder = Path.Combine(folder, "model") };

        Assert.Throws<OperationCanceledException>(() => ModelInitializer.Write(request, new Once(cancellation.Cancel), cancellation.Token));

        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void Write_FolderHoldsSomething_LeavesItAlone()
    {
        File.WriteAllText(Path.Combine(folder, "mine.txt"), "mine");

        IOException error = Assert.Throws<IOException>(() => ModelInitializer.Write(new InitializationRequest { Architecture = ModelArchitecture.All["tiny-sd1"], Folder = folder }));

        Assert.Contains(folder, error.Message, StringComparison.Ordinal);
        Assert.Equal(["mine.txt"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName));
    }

    [Fact]
    public void FreeSpace_DiskTooSmall_SaysHowMuchIsMissing()
    {
        IOException error = Assert.Throws<IOException>(() => ReCorD.Diffusion.Checkpoints.FreeSpace.Check(folder, long.MaxValue));

        Assert.Contains("GB free", error.Message, StringComparison.Ordinal);
    }

    private static void AssertScaled(Tensor output)
    {
        float[] values = output.ToArray<float>();
        Assert.All(values, value => Assert.True(float.IsFinite(value)));
        Assert.InRange(Math.Sqrt(values.Average(value => (double)value * value)), 0.1, 3);
    }

    private static IReadOnlyDictionary<string, Tensor> Run(string model, string component, Dictionary<string, Tensor> inputs)
    {
        using ComputeRuntime runtime = new();
        return ComponentRunner.Run(runtime, new SessionSettings(), new ComponentRequest { Component = component, ModelFolder = model }, inputs, default);
    }

    private static string[] Weights(string model)
        => [.. Directory.GetFiles(model, "*.safetensors", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(model, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    private static JsonElement Json(string folder, string file) => JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, file))).RootElement;

    private string Make(string architecture, string? name = null, Func<InitializationRequest, InitializationRequest>? change = null)
    {
        InitializationRequest request = new() { Architecture = ModelArchitecture.All[architecture], Folder = Path.Combine(folder, name ?? architecture), Seed = 1 };
        ModelInitializer.Write(change?.Invoke(request) ?? request);
        return request.Folder;
    }

    private sealed class Once(Action action) : IProgress<InitializationProgress>
    {
        public void Report(InitializationProgress value) => action();
    }
}
