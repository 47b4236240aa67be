using System.Security.Cryptography;
using ReCorD.Compute;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Models;

namespace ReCorD.Diffusion.Tests.Checkpoints;

/// <summary>The forms in which weights lie in folders: all give the same tensors, and what does not fit is named.</summary>
public sealed class DiffusersFolderTests : IDisposable
{
    private const string ConvIn = "conv_in.weight";
    private static readonly TensorShape ConvInShape = new(48, 4, 3, 3);

    private readonly TemporaryModel model = new();

    public void Dispose() => model.Dispose();

    /// <summary>The three ways in which diffusers has named indices and shards of variants, and the plain one.</summary>
    [Theory]
    [InlineData("diffusion_pytorch_model.safetensors.index.json", "diffusion_pytorch_model-00001-of-00002.safetensors", "diffusion_pytorch_model-00002-of-00002.safetensors")]
    [InlineData("diffusion_pytorch_model.safetensors.index.fp16.json", "diffusion_pytorch_model.fp16-00001-of-00002.safetensors", "diffusion_pytorch_model.fp16-00002-of-00002.safetensors")]
    [InlineData("diffusion_pytorch_model.safetensors.index.fp16.json", "diffusion_pytorch_model-00001-of-00002.fp16.safetensors", "diffusion_pytorch_model-00002-of-00002.fp16.safetensors")]
    [InlineData("diffusion_pytorch_model.fp16.safetensors.index.json", "diffusion_pytorch_model-00001-of-00002.fp16.safetensors", "diffusion_pytorch_model-00002-of-00002.fp16.safetensors")]
    public void Open_Shards_GiveTheSameWeights(string index, string first, string second)
    {
        float[] expected = Read(TestFiles.MiniHoi);
        model.Shard(TemporaryModel.UNetWeights, index, first, second);

        Assert.Equal(expected, Read(model.Path));
    }

    [Fact]
    public void ComputeSha256_Shards_IsThatOfTheirConcatenation()
    {
        const string First = "diffusion_pytorch_model-00001-of-00002.safetensors", Second = "diffusion_pytorch_model-00002-of-00002.safetensors";
        model.Shard(TemporaryModel.UNetWeights, "diffusion_pytorch_model.safetensors.index.json", First, Second);
        byte[] both = [.. File.ReadAllBytes(model.At($"unet/{First}")), .. File.ReadAllBytes(model.At($"unet/{Second}"))];

        using IModelSource source = ModelSources.Open(model.Path);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(both)), source.ComputeSha256());
    }

    [Fact]
    public void ComputeSha256_OneFile_IsThatOfTheFile()
    {
        using IModelSource source = ModelSources.Open(model.Path);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(model.At(TemporaryModel.UNetWeights)))), source.ComputeSha256());
    }

    /// <summary>An id that the text encoder has no row for would fail in the middle of a run, and only with some prompts.</summary>
    [Fact]
    public void Open_TokenizerOfAGreaterVocabulary_IsRefused()
    {
        File.WriteAllText(model.At("tokenizer/added_tokens.json"), """{"<toy>": 623}""");

        ModelFolderException error = Assert.Throws<ModelFolderException>(() => ModelSources.Open(model.Path));

        Assert.Equal(model.At("tokenizer"), error.Path);
        Assert.Contains("623", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_PlainFileAndVariant_TakesThePlainOne()
    {
        File.Copy(model.At(TemporaryModel.UNetWeights), model.At("unet/diffusion_pytorch_model.safetensors"));

        using SafetensorsWeightSource weights = SafetensorsWeightSource.Open(model.At("unet"), WeightNaming.UNet);

        Assert.Equal("", weights.Variant);
        Assert.EndsWith("diffusion_pytorch_model.safetensors", weights.Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fp16")]
    [InlineData("bf16")]
    [InlineData("non_ema")]
    public void Open_OnlyAVariant_TakesItAndSaysSo(string variant)
    {
        File.Move(model.At(TemporaryModel.UNetWeights), model.At($"unet/diffusion_pytorch_model.{variant}.safetensors"));

        using SafetensorsWeightSource weights = SafetensorsWeightSource.Open(model.At("unet"), WeightNaming.UNet);

        Assert.Equal(variant, weights.Variant);
    }

    [Theory]
    [InlineData("text_model.embeddings.position_ids")]
    [InlineData("embeddings.position_ids")]
    [InlineData("logit_scale")]
    [InlineData("text_projection.weight")]
    public void Open_TextEncoderWithKeysThatNobodyReads_DropsThem(string key)
    {
        model.Rewrite(TemporaryModel.TextEncoderWeights, tensors => tensors[key] = Tensor.From(new float[4], 2, 2));

        ModelSources.Open(model.Path).Dispose();
    }

    [Fact]
    public void Open_TextEncoderWithoutPrefix_GivesTheSameWeights()
    {
        const string Name = "text_model.encoder.layers.1.mlp.fc1.bias";
        float[] expected = ReadText(TestFiles.MiniHoi, Name);
        model.Rewrite(TemporaryModel.TextEncoderWeights, tensors => Rename(tensors, key => key["text_model.".Length..]));

        Assert.Equal(expected, ReadText(model.Path, Name));
    }

    /// <summary>Names and shapes before diffusers 0.18.</summary>
    [Fact]
    public void Open_OldAutoencoder_GivesTheSameWeights()
    {
        const string Name = "decoder.mid_block.attentions.0.to_out.0.weight";
        TensorShape shape = new(64, 64);
        using IModelSource current = ModelSources.Open(TestFiles.MiniHoi);
        float[] expected = current.AutoencoderWeights.Get(Name, shape).ToArray<float>();
        model.Rewrite(TemporaryModel.AutoencoderWeights, tensors =>
        {
            Rename(tensors, key => key.Replace("to_q", "query", StringComparison.Ordinal).Replace("to_k", "key", StringComparison.Ordinal)
                .Replace("to_v", "value", StringComparison.Ordinal).Replace("to_out.0", "proj_attn", StringComparison.Ordinal));
            foreach (string key in tensors.Keys.Where(key => key.Contains("attentions", StringComparison.Ordinal) && tensors[key].Shape.Rank == 2).ToArray())
            {
                tensors[key] = Tensor.From<Half>(tensors[key].AsSpan<Half>(), new TensorShape(64, 64, 1, 1));
            }
        });

        using IModelSource old = ModelSources.Open(model.Path);

        Assert.Equal(expected, old.AutoencoderWeights.Get(Name, shape).ToArray<float>());
        Assert.Same(old.AutoencoderWeights.Get(Name, shape), old.AutoencoderWeights.Get(Name, shape));
    }

    [Fact]
    public void Open_UnknownWeight_NamesKeyShapeAndFile()
    {
        model.Rewrite(TemporaryModel.UNetWeights, tensors => tensors["conv_in.lora_down.weight"] = Tensor.From(new float[6], 2, 3));

        ModelFolderException exception = Assert.Throws<ModelFolderException>(() => ModelSources.Open(model.Path));

        Assert.Equal("conv_in.lora_down.weight", exception.Field);
        Assert.Equal(model.At(TemporaryModel.UNetWeights), exception.Path);
        Assert.Contains("[2, 3]", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_MissingWeight_NamesKeyAndExpectedShape()
    {
        model.Rewrite(TemporaryModel.AutoencoderWeights, tensors => tensors.Remove("decoder.conv_in.weight"));

        ModelFolderException exception = Assert.Throws<ModelFolderException>(() => ModelSources.Open(model.Path));

        Assert.Equal("decoder.conv_in.weight", exception.Field);
        Assert.Contains("[64, 4, 3, 3]", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WeightOfAnotherType_NamesIt()
    {
        model.Rewrite(TemporaryModel.UNetWeights, tensors => tensors[ConvIn] = Tensor.From(new int[48 * 4 * 9], 48, 4, 3, 3));

        Assert.Contains("I32", Assert.Throws<ModelFolderException>(() => ModelSources.Open(model.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_BothNamesOfAWeight_IsRefused()
    {
        model.Rewrite(TemporaryModel.TextEncoderWeights, tensors => tensors["final_layer_norm.bias"] = Tensor.From(new float[64], 64));

        Assert.Contains("twice", Assert.Throws<ModelFolderException>(() => ModelSources.Open(model.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OnlyAPickle_ExplainsWhyItIsNotRead()
    {
        File.Delete(model.At(TemporaryModel.UNetWeights));
        File.WriteAllBytes(model.At("unet/diffusion_pytorch_model.bin"), [0x80, 2]);

        ModelFolderException exception = Assert.Throws<ModelFolderException>(() => ModelSources.Open(model.Path));

        Assert.Contains("pickle", exception.Message, StringComparison.Ordinal);
        Assert.Contains("diffusion_pytorch_model.bin", exception.Message, StringComparison.Ordinal);
    }

    private static void Rename(Dictionary<string, Tensor> tensors, Func<string, string> name)
    {
        foreach (string key in tensors.Keys.ToArray())
        {
            tensors.Remove(key, out Tensor? tensor);
            tensors[name(key)] = tensor!;
        }
    }

    private static float[] Read(string folder)
    {
        using IModelSource source = ModelSources.Open(folder);
        return source.UNetWeights.Get(ConvIn, ConvInShape).ToArray<float>();
    }

    private static float[] ReadText(string folder, string name)
    {
        using IModelSource source = ModelSources.Open(folder);
        return source.TextEncoders[0].Weights.Get(name, new TensorShape(256)).ToArray<float>();
    }
}
