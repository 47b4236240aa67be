using System.Text.Json.Nodes;
using ReCorD.Compute.Runtime;
using ReCorD.Compute.Weights;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Pipelines;
using ReCorD.Diffusion.Tests.Methods;

namespace ReCorD.Diffusion.Tests.Pipelines;

/// <summary>Broken model folders: each gives one error that names the file and what is wrong.</summary>
public sealed class DiffusionPipelineTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("record-model").FullName;
    private readonly ComputeRuntime runtime = new();

    public DiffusionPipelineTests()
    {
        foreach (string file in Directory.EnumerateFiles(TestFiles.MiniHoi, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(folder, Path.GetRelativePath(TestFiles.MiniHoi, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllBytes(copy, File.ReadAllBytes(file));
        }
    }

    [Theory]
    [InlineData("model_index.json")]
    [InlineData("unet/config.json")]
    [InlineData("unet/diffusion_pytorch_model.fp16.safetensors")]
    [InlineData("vae/diffusion_pytorch_model.fp16.safetensors")]
    [InlineData("text_encoder/config.json")]
    public void Load_FileMissing_NamesIt(string file)
    {
        File.Delete(Path.Combine(folder, file));

        ModelFolderException exception = Assert.Throws<ModelFolderException>(() => DiffusionPipeline.Load(runtime, folder));

        Assert.Contains(Path.GetDirectoryName(file)!, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unet/config.json", "cross_attention_dim", 65)]
    [InlineData("unet/config.json", "attention_head_dim", 5)]
    [InlineData("unet/config.json", "norm_num_groups", 0)]
    [InlineData("unet/config.json", "in_channels", 9)]
    [InlineData("vae/config.json", "scaling_factor", -1)]
    [InlineData("tokenizer/tokenizer_config.json", "model_max_length", 77)]
    public void Load_NumbersThatDoNotFit_NameTheField(string file, string field, int value)
    {
        Change(file, field, JsonValue.Create(value));

        ModelFolderException exception = Assert.Throws<ModelFolderException>(() => DiffusionPipeline.Load(runtime, folder));

        Assert.Contains(Path.GetFileName(file), exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("act_fn", "gelu")]
    [InlineData("_class_name", "UNet3DConditionModel")]
    [InlineData("class_embed_type", "timestep")]
    [InlineData("resnet_time_scale_shift", "ada_group")]
    public void Load_UnsupportedNetwork_NamesTheField(string field, string value)
    {
        Change("unet/config.json", field, JsonValue.Create(value));

        Assert.Equal(field, Assert.Throws<ModelFolderException>(() => DiffusionPipeline.Load(runtime, folder)).Field);
    }

    [Fact]
    public void Load_TruncatedWeights_IsRefusedBeforeAnythingRuns()
    {
        string path = Path.Combine(folder, "unet", "diffusion_pytorch_model.fp16.safetensors");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..100_000]);

        Assert.Equal(path, Assert.Throws<SafetensorsException>(() => DiffusionPipeline.Load(runtime, folder)).Path);
    }

    [Fact]
    public void Load_WeightsOfAnotherShape_NamesTheWeightAndBothShapes()
    {
        Change("unet/config.json", "block_out_channels", new JsonArray(48, 96, 64));

        ModelFolderException exception = Assert.Throws<ModelFolderException>(() => DiffusionPipeline.Load(runtime, folder));

        Assert.Contains("down_blocks.2", exception.Field, StringComparison.Ordinal);
        Assert.Contains("64", exception.Message, StringComparison.Ordinal);
        Assert.Contains("128", exception.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        runtime.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private void Change(string file, string field, JsonNode? value)
    {
        string path = Path.Combine(folder, file);
        JsonObject json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        json[field] = value;
        File.WriteAllText(path, json.ToJsonString());
    }
}
