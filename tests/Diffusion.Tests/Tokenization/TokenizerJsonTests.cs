using System.Text.Json.Nodes;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Tests.Checkpoints;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Tests.Tokenization;

/// <summary>Folders that have a tokenizer.json in place of vocab.json and merges.txt.</summary>
public sealed class TokenizerJsonTests : IDisposable
{
    private const string Vocabulary = """{"l": 0, "o": 1, "w": 2, "l</w>": 3, "o</w>": 4, "w</w>": 5, "lo": 6, "!": 7, "!</w>": 8, "<|startoftext|>": 9, "<|endoftext|>": 10}""";

    private readonly TokenizerFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("\"l o\"")]
    [InlineData("[\"l\", \"o\"]")]
    public void Load_OnlyTokenizerJson_GivesTheSameIds(string merge)
    {
        int[] expected = [.. ClipTokenizer.Load(folder.Root).Encode("low lo! wol").Ids];
        Write(Whole(merges: $"[{merge}]"));

        ClipTokenizer tokenizer = ClipTokenizer.Load(folder.Root);

        Assert.Equal(expected, tokenizer.Encode("low lo! wol").Ids);
        Assert.Equal((9, 10, 10, 77, 11), (tokenizer.BosId, tokenizer.EosId, tokenizer.PadId, tokenizer.MaxLength, tokenizer.VocabularySize));
    }

    [Fact]
    public void Load_AddedTokens_AreRead()
    {
        Write(Whole(added: """[{"id": 9, "content": "<|startoftext|>", "special": true}, {"id": 11, "content": "<toy>"}, {"id": 12, "content": "<toy>_1"}]"""));

        Assert.Equal([9, 11, 12, 5, 10], ClipTokenizer.Load(folder.Root).Encode("<toy> w").RealIds.ToArray());
    }

    /// <summary>What the folder's own older files say counts where they are there.</summary>
    [Fact]
    public void Load_AllFiles_ReadsTheTwo()
    {
        folder.Write("tokenizer.json", "{}");

        Assert.Equal([9, 6, 5, 10], ClipTokenizer.Load(folder.Root).Encode("low").RealIds.ToArray());
    }

    [Theory]
    [InlineData("""{"model": 5}""", "no object `model`")]
    [InlineData("""{"model": {"type": "Unigram", "vocab": []}}""", "`model.type` is \"Unigram\"; expected \"BPE\"")]
    [InlineData("""{"model": {"type": "BPE", "end_of_word_suffix": null, "vocab": {}, "merges": []}}""", "`model.end_of_word_suffix` is null")]
    [InlineData("""{"model": {"type": "BPE", "vocab": {}, "merges": []}}""", "`model.end_of_word_suffix` is missing")]
    [InlineData("""{"model": {"end_of_word_suffix": "</w>", "merges": []}}""", "no object `vocab`")]
    [InlineData("""{"model": {"end_of_word_suffix": "</w>", "vocab": {"a": "b"}, "merges": []}}""", "the id of \"a\" is \"b\"")]
    [InlineData("[", "no valid JSON")]
    public void Load_OtherTokenizer_IsRefused(string json, string expected) => Refuse(json, expected);

    [Theory]
    [InlineData("[]", "no merges")]
    [InlineData("{}", "no list `model.merges`")]
    [InlineData("[5]", "`model.merges[0]` is 5; expected \"a b\" or [\"a\", \"b\"]")]
    [InlineData("[\"l o\", \"l\"]", "`model.merges[1]` is \"l\"")]
    [InlineData("[[\"l\", \"o\", \"w\"]]", "`model.merges[0]`")]
    [InlineData("[[\"l\", 5]]", "`model.merges[0]`")]
    [InlineData("[\"l x\"]", "`model.merges[0]` uses \"x\", which `model.vocab` lacks")]
    public void Load_MalformedMerges_AreNamed(string merges, string expected) => Refuse(Whole(merges), expected);

    [Theory]
    [InlineData("[5]")]
    [InlineData("""[{"id": -1, "content": "<toy>"}]""")]
    [InlineData("""[{"id": 11}]""")]
    public void Load_MalformedAddedToken_IsNamed(string added) => Refuse(Whole(added: added), "`added_tokens` has");

    /// <summary>The embedded model with its tokenizer in the one form loads, lacks nothing, and is held to its folder.</summary>
    [Fact]
    public void Open_ModelWithTokenizerJson_IsWholeAndReadsTheSame()
    {
        using TemporaryModel model = new();
        string[] merges = [.. File.ReadLines(model.At("tokenizer/merges.txt")).Skip(1).Where(line => line.Length > 0)];
        int[] expected = [.. ClipTokenizer.Load(model.At("tokenizer")).Encode("a boy is kicking a ball").Ids];
        string whole = Whole(JsonNode.Parse($"[{string.Join(", ", merges.Select(line => JsonValue.Create(line).ToJsonString()))}]")!.ToJsonString(), "[]", File.ReadAllText(model.At("tokenizer/vocab.json")));
        File.Delete(model.At("tokenizer/vocab.json"));
        File.Delete(model.At("tokenizer/merges.txt"));
        Assert.Contains(Path.Combine("tokenizer", "vocab.json"), ModelSurvey.Missing(model.Path));
        File.WriteAllText(model.At("tokenizer/tokenizer.json"), whole);

        Assert.Empty(ModelSurvey.Missing(model.Path));
        using IModelSource source = ModelSources.Open(model.Path);
        Assert.Equal(expected, source.TextEncoders[0].Tokenizer.Encode("a boy is kicking a ball").Ids);
    }

    private static string Whole(string merges = "[\"l o\"]", string added = "[]", string vocabulary = Vocabulary)
        => $$$"""{"version": "1.0", "added_tokens": {{{added}}}, "model": {"merges": {{{merges}}}, "vocab": {{{vocabulary}}}, "type": "BPE", "end_of_word_suffix": "</w>"}}""";

    private void Write(string json)
    {
        File.Delete(Path.Combine(folder.Root, "vocab.json"));
        File.Delete(Path.Combine(folder.Root, "merges.txt"));
        folder.Write("tokenizer.json", json);
    }

    private void Refuse(string json, string expected)
    {
        Write(json);

        TokenizerFormatException error = Assert.Throws<TokenizerFormatException>(() => ClipTokenizer.Load(folder.Root));

        Assert.Equal(Path.Combine(folder.Root, "tokenizer.json"), error.Path);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
