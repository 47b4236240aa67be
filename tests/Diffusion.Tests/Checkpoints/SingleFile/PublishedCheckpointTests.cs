using System.Text.Json;
using System.Text.Json.Nodes;
using ReCorD.Compute;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Schedulers;

namespace ReCorD.Diffusion.Tests.Checkpoints.SingleFile;

/// <summary>Headers of published checkpoints, nothing else beside them: kind, networks and prediction are told, and what is not ours is named.</summary>
public sealed class PublishedCheckpointTests : IDisposable
{
    private const string UNet = "model.diffusion_model.";

    private readonly string root = Directory.CreateTempSubdirectory("record-published-").FullName;

    [Theory]
    [InlineData("sd15")]
    [InlineData("sd2")]
    [InlineData("sdxl")]
    public void Open_HeaderAlone_GivesThePublishedConfigurations(string architecture)
    {
        // The published folder of the second generation is the velocity model for 768 pixels, of which the yaml beside the file tells.
        using IModelSource model = Open(architecture, beside: architecture == "sd2" ? "model:\n  params:\n    parameterization: \"v\"  # velocity\n" : null);

        UNetConfig unet = UNetConfig.Load(Path.Combine(root, architecture, "unet", "config.json"));
        // The files say of each level that its attention is not only to the text, which is the default. That of 2.0 has no use for what 2.1 needs.
        Same(unet with { OnlyCrossAttention = null, UpcastAttention = architecture == "sd2" }, model.UNet);
        Same(AutoencoderConfig.Load(Path.Combine(root, architecture, "vae", "config.json")), model.Autoencoder);
        Assert.Equal(architecture == "sdxl" ? 2 : 1, model.TextEncoders.Count);
        Assert.All(model.TextEncoders, encoder =>
        {
            ClipTextConfig expected = PublishedHeader.Text(Path.Combine(root, architecture), encoder.Component);
            bool isPooled = encoder.Component == "text_encoder_2";
            Same(isPooled ? expected : expected with { ProjectionDim = 0 }, isPooled ? encoder.Config : encoder.Config with { ProjectionDim = 0 });
            Assert.Equal(encoder.Config.HiddenAct == "gelu" ? 0 : 49407, encoder.Tokenizer.PadId);
        });
        Assert.Equal(architecture == "sd2" ? PredictionType.Velocity : PredictionType.Epsilon, model.Scheduler.PredictionType);
        Assert.Equal(architecture == "sdxl", model.ForceZerosForEmptyPrompt);
    }

    /// <summary>A distilled XL (SSD-1B): another depth on each level, one residual block in the middle.</summary>
    [Fact]
    public void Open_DistilledNetwork_ReadsItsDepths()
    {
        Dictionary<string, long[]> shapes = PublishedHeader.Shapes("sdxl", Path.Combine(root, "sdxl"));
        foreach (string key in shapes.Keys.Where(key => key.Contains("middle_block.1", StringComparison.Ordinal) || key.Contains("middle_block.2", StringComparison.Ordinal)
            || (key.StartsWith($"{UNet}output_blocks.1.", StringComparison.Ordinal) && key.Contains("transformer_blocks.9", StringComparison.Ordinal))).ToArray())
        {
            shapes.Remove(key);
        }

        using IModelSource model = Open(shapes);

        Assert.Equal(UNetMiddle.Resnet, model.UNet.Middle);
        Assert.Equal([10, 9, 10], model.UNet.UpTransformerLayers![0]);
        Assert.Equal([[0, 0], [2, 2], [10, 10]], model.UNet.DownTransformerLayers!);
    }

    [Theory]
    [InlineData("sdxl", "v_pred", null, null, PredictionType.Velocity)]
    [InlineData("sd15", null, "modelspec.prediction_type", "v", PredictionType.Velocity)]
    [InlineData("sdxl", "v_pred", "modelspec.prediction_type", "epsilon", PredictionType.Epsilon)]
    [InlineData("sd15", null, "modelspec.architecture", "stable-diffusion-v2-768-v", PredictionType.Velocity)]
    public void Open_MarksOfThePrediction_TheMoreTrustworthyDecides(string architecture, string? key, string? field, string? value, PredictionType expected)
    {
        Dictionary<string, long[]> shapes = PublishedHeader.Shapes(architecture, Path.Combine(root, architecture));
        if (key is not null)
        {
            shapes.Add(key, [1]);
        }

        using IModelSource model = Open(shapes, field is null ? null : new JsonObject { [field] = value });

        Assert.Equal(expected, model.Scheduler.PredictionType);
    }

    [Fact]
    public void Open_MarkOfZeroTerminalSnr_ChangesSchedule()
    {
        Dictionary<string, long[]> shapes = PublishedHeader.Shapes("sdxl", Path.Combine(root, "sdxl"));
        shapes.Add("v_pred", [1]);
        shapes.Add("ztsnr", [1]);

        using IModelSource model = Open(shapes);

        Assert.True(model.Scheduler.RescaleBetasZeroSnr);
        Assert.Equal(TimestepSpacing.Trailing, model.Scheduler.TimestepSpacing);
    }

    [Theory]
    [InlineData("model.diffusion_model.joint_blocks.0.x_block.attn.qkv.weight", "Stable Diffusion 3")]
    [InlineData("model.diffusion_model.double_blocks.0.img_attn.qkv.weight", "Flux")]
    [InlineData("control_model.input_blocks.0.0.weight", "ControlNet")]
    [InlineData("down_blocks.0.motion_modules.0.temporal_transformer.norm.weight", "AnimateDiff")]
    [InlineData("model.diffusion_model.input_blocks.1.0.time_stack.in_layers.0.weight", "Stable Video Diffusion")]
    [InlineData("lora_unet_mid_block_attentions_0_proj_in.lora_down.weight", "LoRA")]
    [InlineData("scaled_fp8", "8-bit")]
    [InlineData("edm_vpred.sigma_max", "CosXL")]
    public void Open_KeyOfAnotherKind_NamesTheKind(string key, string kind)
    {
        Dictionary<string, long[]> shapes = new() { [key] = [1], [$"{UNet}input_blocks.0.0.weight"] = [320, 4, 3, 3] };

        Assert.Contains(kind, Refused(shapes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9, "inpainting")]
    [InlineData(8, "InstructPix2Pix")]
    [InlineData(7, "upscaler")]
    public void Open_OtherInputChannels_NamesTheTask(int channels, string task)
        => Assert.Contains(task, Refused(new() { [$"{UNet}input_blocks.0.0.weight"] = [320, channels, 3, 3] }), StringComparison.Ordinal);

    [Theory]
    [InlineData(2560, 1280, "refiner")]
    [InlineData(2048, 1024, "unCLIP")]
    public void Open_OtherConditioning_NamesTheModel(int conditioning, int context, string kind)
        => Assert.Contains(kind, Refused(new()
        {
            [$"{UNet}input_blocks.0.0.weight"] = [320, 4, 3, 3],
            [$"{UNet}input_blocks.4.1.transformer_blocks.0.attn2.to_k.weight"] = [640, context],
            [$"{UNet}label_emb.0.0.weight"] = [1280, conditioning],
        }), StringComparison.Ordinal);

    [Theory]
    [InlineData("first_stage_model.decoder.conv_in.weight", "only an autoencoder")]
    [InlineData("model_ema.diffusion_modelinput_blocks00weight", "model_ema")]
    [InlineData("down_blocks.0.resnets.0.conv1.weight", "whole model folder")]
    [InlineData("some.weight", "no UNet")]
    public void Open_PartOfAModel_SaysWhatItIs(string key, string said) => Assert.Contains(said, Refused(new() { [key] = [2, 2] }), StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(root, recursive: true);

    private IModelSource Open(string architecture, string? beside)
    {
        if (beside is not null)
        {
            File.WriteAllText(Path.Combine(root, "model.yaml"), beside);
        }

        return Open(PublishedHeader.Shapes(architecture, Path.Combine(root, architecture)));
    }

    private IModelSource Open(Dictionary<string, long[]> shapes, JsonObject? metadata = null)
    {
        string path = Path.Combine(root, "model.safetensors");
        PublishedHeader.Write(path, shapes, metadata);
        return ModelSources.Open(path);
    }

    private string Refused(Dictionary<string, long[]> shapes) => Assert.Throws<ModelFolderException>(() => Open(shapes)).Message;

    private static void Same<T>(T expected, T found) => Assert.Equal(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(found));
}
