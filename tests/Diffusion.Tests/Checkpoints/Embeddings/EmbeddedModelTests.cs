using ReCorD.Compute;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Checkpoints.Embeddings;
using ReCorD.Diffusion.Models;
using ReCorD.Diffusion.Tests.Checkpoints.SingleFile;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Tests.Checkpoints.Embeddings;

/// <summary>Textual inversions on small models.</summary>
public sealed class EmbeddedModelTests(TinyModels models) : IClassFixture<TinyModels>
{
    private const string Table = "text_model.embeddings.token_embedding.weight";
    private const int Vocabulary = 2048;

    /// <summary>The forms in which files come, and what their token then is.</summary>
    [Theory]
    [InlineData("emb_params", new long[] { 2, 128 }, null, "my-style")]
    [InlineData("<toy>", new long[] { 128 }, null, "<toy>")]
    [InlineData("<toy>", new long[] { 1, 128 }, "other5", "other5")]
    public void Apply_Form_AddsTokenAndRows(string key, long[] shape, string? token, string expected)
    {
        Tensor vectors = Values(5, shape);
        using IModelSource model = Open("tiny-sd1", new EmbeddingChoice(Write("my-style", new() { [key] = vectors }), token));
        TextEncoderSource encoder = model.TextEncoders[0];
        int count = shape.Length == 1 ? 1 : (int)shape[0];

        TokenizedPrompt prompt = encoder.Tokenizer.Encode($"a {expected} cat");
        float[] table = encoder.Weights.Get(Table, new TensorShape(Vocabulary + count, 128)).ToArray<float>();

        Assert.Equal(Vocabulary + count, encoder.Config.VocabSize);
        Assert.Equal(Enumerable.Range(Vocabulary, count), prompt.Ids.Skip(prompt.Find(expected)!.Value.Start).Take(count));
        Assert.Equal(count, prompt.Find(expected)!.Value.Count);
        Assert.Equal(vectors.ToArray<float>(), table[(Vocabulary * 128)..]);
    }

    /// <summary>A vector that is that of a word draws what the word draws.</summary>
    [Fact]
    public void Apply_VectorOfAWord_GivesTheWordsPixels()
    {
        string folder = models.Folder("tiny-sd1");
        using (IModelSource plain = ModelSources.Open(folder))
        {
            int id = plain.TextEncoders[0].Tokenizer.Encode("on").Ids[1];
            float[] table = plain.TextEncoders[0].Weights.Get(Table, new TensorShape(Vocabulary, 128)).ToArray<float>();
            Write("twin", new() { ["emb_params"] = Tensor.From(table[(id * 128)..((id + 1) * 128)], 1, 128) });
        }

        byte[] word = models.Pixels(ModelSources.Open(folder), "a boy is kicking on");
        byte[] twin = models.Pixels(Open("tiny-sd1", new EmbeddingChoice(models.At("twin.safetensors"), "zebra7")), "a boy is kicking zebra7");

        Assert.Equal(word, twin);
    }

    /// <summary>The pooled text of XL is read at the first end token, though ids behind the vocabulary are greater than its own.</summary>
    [Fact]
    public void Apply_BothEncodersOfXL_ReadTheirOwnVectors()
    {
        string file = Write("duo", new() { ["clip_l"] = Values(1, 3, 64), ["clip_g"] = Values(2, 3, 128) });
        using IModelSource model = Open("tiny-sdxl", new EmbeddingChoice(file));

        Assert.All(model.TextEncoders, encoder => Assert.Equal(3, encoder.Tokenizer.Encode("duo").Find("duo")!.Value.Count));
        float[] second = model.TextEncoders[1].Weights.Get(Table, new TensorShape(Vocabulary + 3, 128)).ToArray<float>();
        Assert.Equal(Values(2, 3, 128).ToArray<float>(), second[(Vocabulary * 128)..]);
        Assert.NotEqual(models.Pixels(ModelSources.Open(models.Folder("tiny-sdxl")), "a duo"), models.Pixels(Open("tiny-sdxl", new EmbeddingChoice(file)), "a duo"));
    }

    [Fact]
    public void Apply_TwoFiles_FollowEachOther()
    {
        string first = Write("first1", new() { ["emb_params"] = Values(1, 2, 128) }), second = Write("second2", new() { ["emb_params"] = Values(2, 1, 128) });
        using IModelSource model = Open("tiny-sd1", new EmbeddingChoice(first), new EmbeddingChoice(second));

        Assert.Equal([Vocabulary + 2, Vocabulary, Vocabulary + 1], model.TextEncoders[0].Tokenizer.Encode("second2 first1").Ids.Skip(1).Take(3));
        Assert.Equal(Vocabulary + 3, model.TextEncoders[0].Config.VocabSize);
    }

    [Fact]
    public void Apply_WidthOfAnotherFamily_NamesBoth()
    {
        ModelFolderException error = Refused("tiny-sd1", new() { ["emb_params"] = Values(1, 1, 768) });

        Assert.Contains("768 (Stable Diffusion 1)", error.Message, StringComparison.Ordinal);
        Assert.Contains("128", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_FileForOtherNumberOfEncoders_IsRefused()
    {
        Assert.Contains("two text encoders", Refused("tiny-sd1", new() { ["clip_l"] = Values(1, 1, 128), ["clip_g"] = Values(1, 1, 128) }).Message, StringComparison.Ordinal);
        Assert.Contains("one text encoder", Refused("tiny-sdxl", new() { ["emb_params"] = Values(1, 1, 64) }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_ManyTensorsOrWrongRank_IsRefused()
    {
        Assert.Contains("2 tensors", Refused("tiny-sd1", new() { ["a"] = Values(1, 1, 128), ["b"] = Values(1, 1, 128) }).Message, StringComparison.Ordinal);
        Assert.Contains("[1, 1, 128]", Refused("tiny-sd1", new() { ["emb_params"] = Values(1, 1, 1, 128) }).Message, StringComparison.Ordinal);
        Assert.Contains("as many for both", Refused("tiny-sdxl", new() { ["clip_l"] = Values(1, 1, 64), ["clip_g"] = Values(1, 2, 128) }).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the")]
    [InlineData("a")]
    [InlineData("<|endoftext|>")]
    public void Apply_TokenOfTheVocabulary_AsksForAnotherName(string token)
    {
        string file = Write("x9", new() { ["emb_params"] = Values(1, 1, 128) });

        ModelFolderException error = Assert.Throws<ModelFolderException>(() => Open("tiny-sd1", new EmbeddingChoice(file, token)));

        Assert.Contains("already", error.Message, StringComparison.Ordinal);
        Assert.Contains("FILE:TOKEN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_SameTokenTwice_IsRefused()
    {
        string file = Write("again9", new() { ["emb_params"] = Values(1, 1, 128) });

        Assert.Throws<ModelFolderException>(() => Open("tiny-sd1", new EmbeddingChoice(file), new EmbeddingChoice(file, "AGAIN9")));
    }

    [Fact]
    public void Apply_Pickle_IsRefusedUnread()
    {
        string path = models.At("learned_embeds.bin");
        File.WriteAllBytes(path, [0x80, 2]);

        Assert.Contains("pickle", Assert.Throws<ModelFolderException>(() => Open("tiny-sd1", new EmbeddingChoice(path))).Message, StringComparison.Ordinal);
    }

    private static Tensor Values(ulong seed, params long[] shape)
    {
        using Tensor values = RandomWeights.Create(seed, "vectors", new TensorShape([1, shape.Aggregate(1L, (product, size) => product * size)]));
        return Tensor.From<float>(values.AsSpan<float>(), new TensorShape(shape));
    }

    private string Write(string name, Dictionary<string, Tensor> tensors)
    {
        string path = models.At($"{name}.safetensors");
        CheckpointWriter.Write(path, tensors);
        return path;
    }

    private IModelSource Open(string architecture, params EmbeddingChoice[] embeddings) => ModelSources.Open(models.Folder(architecture), new ModelOptions { Embeddings = embeddings });

    private ModelFolderException Refused(string architecture, Dictionary<string, Tensor> tensors)
        => Assert.Throws<ModelFolderException>(() => Open(architecture, new EmbeddingChoice(Write($"{Guid.NewGuid():N}", tensors))));
}
