using System.Text.Json.Nodes;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Tests.Checkpoints;

/// <summary>Folders of pipelines that are not ours are refused by what they are, whatever else they lack.</summary>
public sealed class PipelineKindTests : IDisposable
{
    private readonly TemporaryModel model = new();

    public void Dispose() => model.Dispose();

    /// <summary>Components as the published <c>model_index.json</c> of each names them.</summary>
    [Theory]
    [InlineData("FluxPipeline", "transformer", """{"text_encoder": ["transformers", "CLIPTextModel"], "text_encoder_2": ["transformers", "T5EncoderModel"], "transformer": ["diffusers", "FluxTransformer2DModel"], "vae": ["diffusers", "AutoencoderKL"]}""")]
    [InlineData("StableDiffusion3Pipeline", "transformer", """{"text_encoder": ["transformers", "CLIPTextModelWithProjection"], "transformer": ["diffusers", "SD3Transformer2DModel"], "vae": ["diffusers", "AutoencoderKL"]}""")]
    [InlineData("PixArtAlphaPipeline", "transformer", """{"text_encoder": ["transformers", "T5EncoderModel"], "transformer": ["diffusers", "Transformer2DModel"], "vae": ["diffusers", "AutoencoderKL"]}""")]
    [InlineData("StableVideoDiffusionPipeline", "`unet` is a UNetSpatioTemporalConditionModel", """{"unet": ["diffusers", "UNetSpatioTemporalConditionModel"], "vae": ["diffusers", "AutoencoderKLTemporalDecoder"]}""")]
    [InlineData("KandinskyV22Pipeline", "no `vae`", """{"movq": ["diffusers", "VQModel"], "unet": ["diffusers", "UNet2DConditionModel"]}""")]
    [InlineData("KolorsPipeline", "`text_encoder` is a ChatGLMModel", """{"text_encoder": ["kolors", "ChatGLMModel"], "unet": ["diffusers", "UNet2DConditionModel"], "vae": ["diffusers", "AutoencoderKL"]}""")]
    [InlineData("StableCascadeDecoderPipeline", "no `unet`", """{"decoder": ["diffusers", "StableCascadeUNet"], "text_encoder": ["transformers", "CLIPTextModelWithProjection"], "vqgan": ["wuerstchen", "PaellaVQModel"]}""")]
    public void Open_OtherPipeline_IsRefusedByNameBeforeAnythingElse(string pipeline, string why, string components)
    {
        Directory.Delete(model.At("unet"), recursive: true);
        Directory.Delete(model.At("text_encoder"), recursive: true);
        JsonObject index = JsonNode.Parse(components)!.AsObject();
        index["_class_name"] = pipeline;
        File.WriteAllText(model.At("model_index.json"), index.ToJsonString());

        foreach (Action read in (Action[])[() => ModelSources.Open(model.Path), () => ModelSurvey.RequireSupported(model.Path), () => ModelSurvey.RequireSupportedPipeline(model.Path)])
        {
            string message = Assert.Throws<ModelFolderException>(read).Message;

            Assert.StartsWith($"{model.At("model_index.json")}: `_class_name`: '{pipeline}' is not supported", message, StringComparison.Ordinal);
            Assert.Contains(why, message, StringComparison.Ordinal);
            Assert.Contains("StableDiffusionPipeline, StableDiffusionXLPipeline", message, StringComparison.Ordinal);
        }
    }

    /// <summary>Anybody may name a pipeline; those that begin with a picture, or are steered by one, have the same networks.</summary>
    [Theory]
    [InlineData("StableDiffusionImg2ImgPipeline")]
    [InlineData("StableDiffusionControlNetPipeline")]
    [InlineData("MyOwnPipeline")]
    [InlineData(null)]
    public void Open_OtherNameForTheSameNetworks_IsTaken(string? name)
    {
        model.Change("model_index.json", "_class_name", name);

        ModelSources.Open(model.Path).Dispose();
    }

    /// <summary>As diffusers saves pipelines that come with code of their own: file and class.</summary>
    [Fact]
    public void Open_CustomPipeline_IsJudgedByItsNetworks()
    {
        string index = File.ReadAllText(model.At("model_index.json")).Replace("\"StableDiffusionPipeline\"", "[\"my_pipeline\", \"MyPipeline\"]", StringComparison.Ordinal);
        Assert.Contains("my_pipeline", index, StringComparison.Ordinal);
        File.WriteAllText(model.At("model_index.json"), index);
        ModelSources.Open(model.Path).Dispose();

        File.WriteAllText(model.At("model_index.json"), index.Replace("\"unet\"", "\"transformer\"", StringComparison.Ordinal));

        string message = Assert.Throws<ModelFolderException>(() => ModelSources.Open(model.Path)).Message;
        Assert.Contains("'MyPipeline', a pipeline with code of its own, is not supported: it predicts with a transformer", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_UnnamedPipelineWithATransformer_SaysThatThereIsNoName()
    {
        File.WriteAllText(model.At("model_index.json"), """{"transformer": ["diffusers", "FluxTransformer2DModel"]}""");

        string message = Assert.Throws<ModelFolderException>(() => ModelSources.Open(model.Path)).Message;
        Assert.Contains("names no pipeline", message, StringComparison.Ordinal);
        Assert.DoesNotContain("''", message, StringComparison.Ordinal);
        Assert.Contains("Use a model of one of these", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, "depth")]
    [InlineData(7, "upscalers")]
    [InlineData(8, "InstructPix2Pix")]
    [InlineData(9, "inpainting")]
    public void Open_UNetOfAnotherTask_IsNamedBeforeMissingWeights(int channels, string task)
    {
        model.Change("unet/config.json", "in_channels", channels);
        File.Delete(model.At(TemporaryModel.UNetWeights));
        File.Delete(model.At("tokenizer/vocab.json"));
        Directory.Delete(model.At("text_encoder"), recursive: true);

        ModelFolderException exception = Assert.Throws<ModelFolderException>(() => ModelSources.Open(model.Path));

        Assert.Equal("in_channels", exception.Field);
        Assert.Contains(task, exception.Message, StringComparison.Ordinal);
    }
}
