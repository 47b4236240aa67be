using ReCorD.Compute;
using ReCorD.Diffusion.Checkpoints.Lora;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Tests.Checkpoints.Lora;

/// <summary>LoRA files that do not fit a model, or are none: refused whole, by name.</summary>
public sealed class LoraRefusalTests(TinyModels models) : IClassFixture<TinyModels>
{
    private const string Linear = LoraFiles.Linear;

    private readonly LoraFiles files = new(models);

    [Theory]
    [InlineData("dora_scale", "DoRA")]
    [InlineData("lora_magnitude_vector.weight", "DoRA")]
    [InlineData("hada_w1_a", "LoHa")]
    [InlineData("lokr_w1", "LoKr")]
    [InlineData("oft_blocks", "OFT")]
    [InlineData("a1.weight", "GLoRA")]
    [InlineData("on_input", "IA3")]
    [InlineData("diff", "differences")]
    [InlineData("diff_b", "differences")]
    [InlineData("w_norm", "normalisations")]
    [InlineData("lora_A1.weight", "no part of a LoRA")]
    public void Apply_AnotherMethod_IsRefusedByName(string ending, string method)
    {
        string key = $"lora_unet_mid_block_attentions_0_proj_in.{ending}";
        ModelFolderException error = files.Refused(new() { [key] = LoraFiles.Random(1, 2, 2) });

        Assert.Equal(key, error.Field);
        Assert.Contains(method, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_ModuleOfAnotherModel_SaysHowManyAndWhatFor()
    {
        ModelFolderException error = files.Refused(
            new() { ["lora_unet_nowhere.lora_down.weight"] = LoraFiles.Random(1, 1, 64), ["lora_unet_nowhere.lora_up.weight"] = LoraFiles.Random(1, 64, 1), ["lora_te2_x.alpha"] = Tensor.From([1f]) },
            new Dictionary<string, string> { ["ss_base_model_version"] = "sdxl_base_v1-0" });

        Assert.Contains("2 of its 2 modules", error.Message, StringComparison.Ordinal);
        Assert.Contains("sdxl_base_v1-0", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new long[] { 2, 48 }, new long[] { 64, 2 })]
    [InlineData(new long[] { 2, 64 }, new long[] { 48, 2 })]
    [InlineData(new long[] { 2, 64 }, new long[] { 64, 3 })]
    [InlineData(new long[] { 64 }, new long[] { 64, 1 })]
    public void Apply_WrongShape_NamesAllShapes(long[] down, long[] up)
    {
        ModelFolderException error = files.Refused(new() { [$"unet.{Linear}.lora_A.weight"] = LoraFiles.Random(1, down), [$"unet.{Linear}.lora_B.weight"] = LoraFiles.Random(1, up) });

        Assert.Contains(new TensorShape(down).ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains(new TensorShape(up).ToString(), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lora_A")]
    [InlineData("lora_B")]
    public void Apply_NumbersThatAreNotFinite_NamesTheFactor(string factor)
    {
        Dictionary<string, Tensor> tensors = new() { [$"unet.{Linear}.lora_A.weight"] = LoraFiles.Random(1, 2, 64), [$"unet.{Linear}.lora_B.weight"] = LoraFiles.Random(1, 64, 2) };
        tensors[$"unet.{Linear}.{factor}.weight"].AsSpan<float>()[3] = float.NaN;

        ModelFolderException error = Assert.Throws<ModelFolderException>(() => files.Merge(Linear, [64, 64], tensors, 1));

        Assert.Equal($"unet.{Linear}.{factor}.weight", error.Field);
    }

    [Fact]
    public void Apply_OneFactorAlone_IsRefused()
        => Assert.Contains("only a part", files.Refused(new() { [$"unet.{Linear}.lora_A.weight"] = LoraFiles.Random(1, 2, 64) }).Message, StringComparison.Ordinal);

    [Fact]
    public void Apply_ModuleUnderTwoNames_IsRefused()
    {
        Dictionary<string, Tensor> tensors = [];
        foreach (string name in new[] { $"unet.{Linear}", "lora_unet_middle_block_1_transformer_blocks_0_attn1_to_q" })
        {
            tensors[$"{name}.lora_down.weight"] = LoraFiles.Random(1, 2, 64);
            tensors[$"{name}.lora_up.weight"] = LoraFiles.Random(1, 64, 2);
        }

        Assert.Contains("once", files.Refused(tensors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_MissingFileOrPickle_SaysSo()
    {
        string pickle = models.At("style.pt");
        File.WriteAllBytes(pickle, [0x80, 2]);

        Assert.Contains("no such file", Assert.Throws<ModelFolderException>(() => files.Open("tiny-sd1", new LoraChoice(models.At("none.safetensors")))).Message, StringComparison.Ordinal);
        Assert.Contains("pickle", Assert.Throws<ModelFolderException>(() => files.Open("tiny-sd1", new LoraChoice(pickle))).Message, StringComparison.Ordinal);
    }
}
