using System.Security.Cryptography;
using System.Text.Json;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Tests.Tokenization;

/// <summary>The vocabulary that is part of the program, against CLIP's own tokenizer.</summary>
public sealed class ClipVocabularyTests : IDisposable
{
    /// <summary>Of the merges.txt published with openai/clip-vit-large-patch14; the same follows from OpenAI's bpe_simple_vocab_16e6.txt.gz.</summary>
    private const string MergesSha256 = "9fd691f7c8039210e0fced15865466c65820d09b63988b0174bfe25de299051a";

    private readonly string folder = Directory.CreateTempSubdirectory("record-vocabulary").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Golden: SimpleTokenizer of github.com/openai/CLIP, also with its list of merges cut to the first 1534.</summary>
    [Theory]
    [InlineData(49408, "ids")]
    [InlineData(2048, "ids_2048")]
    public void Of_Prompts_GivesTheIdsOfClip(int size, string field)
    {
        ClipTokenizer tokenizer = ClipTokenizer.Of(ClipVocabulary.OfSize(size));
        int compared = 0;
        foreach (JsonElement row in TestFiles.Golden("clip_tokenizer.json").EnumerateArray())
        {
            int[] expected = [size - 2, .. row.GetProperty(field).EnumerateArray().Select(id => id.GetInt32()), size - 1];
            Assert.Equal(expected, tokenizer.Encode(row.GetProperty("text").GetString()!).RealIds.ToArray());
            compared++;
        }

        Assert.True(compared >= 20, $"Only {compared} prompts were compared.");
    }

    [Fact]
    public void Of_APhotoOfACat_GivesThePublishedIds()
    {
        TokenizedPrompt prompt = ClipTokenizer.Of(ClipVocabulary.Full).Encode("a photo of a cat");

        Assert.Equal([49406, 320, 1125, 539, 320, 2368, 49407], prompt.RealIds.ToArray());
        Assert.Equal(77, prompt.Ids.Length);
        Assert.All(prompt.Ids.Skip(7), id => Assert.Equal(49407, id));
    }

    [Fact]
    public void Of_ExclamationMark_PadsWithZero()
    {
        TokenizedPrompt prompt = ClipTokenizer.Of(ClipVocabulary.Full, padToken: "!").Encode("a cat");

        Assert.Equal([49406, 320, 2368, 49407, 0, 0], prompt.Ids.Take(6));
    }

    [Theory]
    [InlineData(49408)]
    [InlineData(2048)]
    public void Write_Folder_LoadsAsTheSameTokenizer(int size)
    {
        ClipVocabulary vocabulary = ClipVocabulary.OfSize(size);

        vocabulary.Write(folder);

        ClipTokenizer loaded = ClipTokenizer.Load(folder), direct = ClipTokenizer.Of(vocabulary);
        Assert.Equal((size, size, 77), (vocabulary.Size, loaded.VocabularySize, loaded.MaxLength));
        Assert.All(
            TestFiles.Golden("clip_tokenizer.json").EnumerateArray().Select(row => row.GetProperty("text").GetString()!),
            text => Assert.Equal(direct.Encode(text).Ids.ToArray(), loaded.Encode(text).Ids.ToArray()));
    }

    [Fact]
    public void Write_Merges_AreThePublishedFile()
    {
        ClipVocabulary.Full.Write(folder);

        Assert.Equal(MergesSha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, "merges.txt")))));
    }

    [Theory]
    [InlineData(514)]
    [InlineData(49409)]
    public void OfSize_OutsideTheList_Throws(int size) => Assert.Throws<ArgumentOutOfRangeException>(() => ClipVocabulary.OfSize(size));
}
