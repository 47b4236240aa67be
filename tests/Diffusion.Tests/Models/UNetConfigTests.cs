using System.Text.Json.Nodes;
using ReCorD.Compute;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Tests.Models;

/// <summary>Each field that changes the network is honoured or refused by name. What networks read is compared with what diffusers' modules hold.</summary>
public sealed class UNetConfigTests : IDisposable
{
    private readonly string path = Path.Combine(Directory.CreateTempSubdirectory("record-unet-").FullName, "config.json");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);

    [Theory]
    [InlineData("dual_cross_attention", "true")]
    [InlineData("encoder_hid_dim", "1024")]
    [InlineData("encoder_hid_dim_type", "\"text_proj\"")]
    [InlineData("attention_type", "\"gated\"")]
    [InlineData("cross_attention_norm", "\"layer_norm\"")]
    [InlineData("class_embed_type", "\"projection\"")]
    [InlineData("num_class_embeds", "1000")]
    [InlineData("class_embeddings_concat", "true")]
    [InlineData("resnet_skip_time_act", "true")]
    [InlineData("resnet_out_scale_factor", "1.5")]
    [InlineData("mid_block_scale_factor", "0.5")]
    [InlineData("time_embedding_type", "\"fourier\"")]
    [InlineData("time_embedding_dim", "512")]
    [InlineData("time_embedding_act_fn", "\"silu\"")]
    [InlineData("timestep_post_act", "\"silu\"")]
    [InlineData("time_cond_proj_dim", "256")]
    [InlineData("conv_in_kernel", "1")]
    [InlineData("conv_out_kernel", "1")]
    [InlineData("center_input_sample", "true")]
    [InlineData("addition_embed_type", "\"image\"")]
    [InlineData("num_attention_heads", "8")]
    [InlineData("mid_block_type", "\"UNetMidBlock2DSimpleCrossAttn\"")]
    [InlineData("resnet_time_scale_shift", "\"spatial\"")]
    [InlineData("cross_attention_dim", "[24, 24, 32]")]
    [InlineData("block_out_channels", "[1000000, 16, 16]")]
    [InlineData("block_out_channels", "1e400")]
    [InlineData("block_out_channels", "[16, 16]")]
    [InlineData("layers_per_block", "1000000")]
    [InlineData("transformer_layers_per_block", "65")]
    [InlineData("transformer_layers_per_block", "-1")]
    [InlineData("sample_size", "1000000")]
    [InlineData("sample_size", "[64, 96]")]
    [InlineData("sample_size", "[64]")]
    [InlineData("sample_size", "[64, 64, 64]")]
    [InlineData("sample_size", "[64, \"64\"]")]
    [InlineData("norm_eps", "1e999")]
    [InlineData("norm_eps", "0")]
    [InlineData("only_cross_attention", "[true]")]
    public void Load_UnsupportedValue_NamesFileAndField(string field, string value)
    {
        ModelFolderException exception = Assert.Throws<ModelFolderException>(() => Load((field, value)));

        Assert.Equal(field, exception.Field);
        Assert.Equal(path, exception.Path);
    }

    [Theory]
    [InlineData("64")]
    [InlineData("[64, 64]")]
    public void Load_SampleSize_IsOneSideOrTwoThatAreEqual(string value) => Assert.Equal(64, Load(("sample_size", value)).SampleSize);

    [Fact]
    public void Load_LongValue_IsCutInTheMessage()
        => Assert.InRange(Assert.Throws<ModelFolderException>(() => Load(("act_fn", $"\"{new string('x', 5000)}\""))).Message.Length, 80, 500);

    [Fact]
    public void Load_TwoSides_SaysWhatToDo()
        => Assert.Contains("write one number, such as 64", Assert.Throws<ModelFolderException>(() => Load(("sample_size", "[96, 64]"))).Message, StringComparison.Ordinal);

    /// <summary>Upscalers have both: that they are upscalers says more.</summary>
    [Theory]
    [InlineData("num_class_embeds", "1000", 7, "upscalers")]
    [InlineData("class_embed_type", "\"projection\"", 8, "InstructPix2Pix")]
    [InlineData("encoder_hid_dim", "1024", 9, "inpainting")]
    public void Load_ConditioningOfAnotherTask_IsToldByTheTask(string field, string value, int channels, string task)
    {
        ModelFolderException exception = Assert.Throws<ModelFolderException>(() => Load((field, value), ("in_channels", $"{channels}")));

        Assert.Equal("in_channels", exception.Field);
        Assert.Contains(task, exception.Message, StringComparison.Ordinal);
    }

    /// <summary>What diffusers writes for the defaults: as good as absent.</summary>
    [Theory]
    [InlineData("mid_block_scale_factor", "1.0")]
    [InlineData("attention_type", "\"default\"")]
    [InlineData("class_embed_type", "null")]
    [InlineData("upcast_attention", "true")]
    [InlineData("dropout", "0.1")]
    [InlineData("mid_block_only_cross_attention", "true")]
    [InlineData("cross_attention_dim", "[24, 24, 24]")]
    [InlineData("resnet_time_scale_shift", "\"default\"")]
    [InlineData("only_cross_attention", "[false, false, false]")]
    [InlineData("reverse_transformer_layers_per_block", "null")]
    public void Load_Default_ChangesNoWeight(string field, string value)
        => Assert.Equal(Weights(), Weights((field, value)));

    [Fact]
    public void MidBlock_Null_HasNoWeights()
        => Assert.DoesNotContain(Weights(("mid_block_type", "null")).Keys, name => name.StartsWith("mid_block.", StringComparison.Ordinal));

    [Fact]
    public void MidBlock_WithoutAttention_IsOneResnet()
        => Assert.Equal(
            ["mid_block.resnets.0"],
            Weights(("mid_block_type", "\"UNetMidBlock2D\"")).Keys.Where(name => name.StartsWith("mid_block.", StringComparison.Ordinal)).Select(name => name[.."mid_block.resnets.0".Length]).Distinct());

    [Fact]
    public void OnlyCrossAttention_FirstLevel_ReadsTextThere()
    {
        IReadOnlyDictionary<string, TensorShape> weights = Weights(("only_cross_attention", "[true, false, false]"));
        TensorShape Key(string block) => weights[$"{block}.transformer_blocks.0.attn1.to_k.weight"];

        Assert.Equal(24, Key("down_blocks.0.attentions.0")[1]);
        Assert.Equal(24, Key("up_blocks.2.attentions.0")[1]);
        Assert.NotEqual(24, Key("down_blocks.1.attentions.0")[1]);
        Assert.NotEqual(24, Key("mid_block.attentions.0")[1]);
    }

    [Fact]
    public void TimeScaleShift_DoublesTheProjection()
    {
        const string Name = "down_blocks.0.resnets.0.time_emb_proj.weight";

        Assert.Equal(2 * Weights()[Name][0], Weights(("resnet_time_scale_shift", "\"scale_shift\""))[Name][0]);
    }

    /// <summary>As distilled SDXL networks state their depths; lists may be longer than needed, as in diffusers' own test of such networks.</summary>
    [Fact]
    public void TransformerLayers_PerAttention_AreTakenAsStated()
    {
        IReadOnlyDictionary<string, TensorShape> weights = Weights(
            ("transformer_layers_per_block", "[[3, 2], 1, 2]"), ("reverse_transformer_layers_per_block", "[1, [1, 2, 1], [4, 0, 1]]"), ("layers_per_block", "1"));
        int Depth(string attention) => weights.Keys.Count(name => name.StartsWith($"{attention}.transformer_blocks.", StringComparison.Ordinal) && name.EndsWith("norm1.weight", StringComparison.Ordinal));

        Assert.Equal(3, Depth("down_blocks.0.attentions.0"));
        Assert.Equal(1, Depth("up_blocks.1.attentions.0"));
        Assert.Equal(2, Depth("up_blocks.1.attentions.1"));
        Assert.Equal(4, Depth("up_blocks.2.attentions.0"));
        Assert.Equal(0, Depth("up_blocks.2.attentions.1"));
        Assert.Equal(2, Depth("mid_block.attentions.0"));
    }

    [Fact]
    public void TransformerLayers_PerAttentionWithoutTheReverse_AsksForIt()
        => Assert.Equal("reverse_transformer_layers_per_block", Assert.Throws<ModelFolderException>(() => Load(("transformer_layers_per_block", "[[1, 2], 1, 1]"), ("layers_per_block", "2"))).Field);

    private UNetConfig Load(params (string Field, string Json)[] changes)
    {
        JsonObject config = JsonNode.Parse(File.ReadAllText(Path.Combine(TestFiles.GoldenFolder, "unet-sd1", "unet", "config.json")))!.AsObject();
        string text = config.ToJsonString()[..^1];
        // The last of several fields of one name counts; numbers may be such as JsonNode does not write.
        File.WriteAllText(path, $"{text}{string.Concat(changes.Select(change => $", \"{change.Field}\": {change.Json}"))}}}");
        return UNetConfig.Load(path);
    }

    private IReadOnlyDictionary<string, TensorShape> Weights(params (string Field, string Json)[] changes) => ExpectedWeights.Of(Load(changes));
}
