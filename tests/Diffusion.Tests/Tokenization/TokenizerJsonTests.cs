using System.Text.Json.Nodes;
using ReCorD.Diffusion.Checkpoints;
using ReCorD.Diffusion.Tests.Checkpoints;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Tests.Tokenization;

/// <summary>Folders that have a tokenizer.json in place of vocab.json and merges.txt.</summary>
public sealed class TokenizerJsonTests : IDisposable
{
    private const string Vocabulary = """{"l": 0, "o": 1, "w": 2, "l</w>": 3, "o</w>": 4, "w</w>": 5, "lo": 6, "!": 7, "!</w>": 8, "<|startoftext|>": 9, "<|endoftext|>": 10}""";

    private const string Padding = """
        "padding": {"strategy": {"Fixed": 5}, "direction": "Right", "pad_id": 7, "pad_token": "!"}, "truncation": {"direction": "Right", "max_length": 5, "strategy": "LongestFirst"},
        """;

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

    /// <summary>Stable Diffusion 2 and the second encoder of XL pad with "!", which may stand nowhere else.</summary>
    [Fact]
    public void Load_OnlyTokenizerJson_PadsAndCutsAsItSays()
    {
        Write(Whole(more: Padding));

        ClipTokenizer tokenizer = ClipTokenizer.Load(folder.Root);

        Assert.Equal((7, 5), (tokenizer.PadId, tokenizer.MaxLength));
        Assert.Equal([9, 6, 5, 10, 7], tokenizer.Encode("low").Ids.ToArray());
    }

    [Theory]
    [InlineData("tokenizer_config.json", "{}", 10, 77)]
    [InlineData("tokenizer_config.json", """{"pad_token": "w", "model_max_length": 9}""", 2, 9)]
    [InlineData("special_tokens_map.json", """{"pad_token": "w"}""", 2, 5)]
    public void Load_SettingsBesideTokenizerJson_HaveTheLastWord(string file, string json, int pad, int length)
    {
        Write(Whole(more: Padding));
        folder.Write(file, json);

        ClipTokenizer tokenizer = ClipTokenizer.Load(folder.Root);

        Assert.Equal((pad, length), (tokenizer.PadId, tokenizer.MaxLength));
    }

    [Theory]
    [InlineData("\"padding\": null, \"truncation\": null,")]
    [InlineData("\"padding\": {}, \"truncation\": {\"max_length\": null},")]
    [InlineData("\"added_tokens\": null,")]
    public void Load_NothingSaid_HasClipsDefaults(string more)
    {
        Write(Whole(more: more));

        ClipTokenizer tokenizer = ClipTokenizer.Load(folder.Root);

        Assert.Equal((10, 77), (tokenizer.PadId, tokenizer.MaxLength));
    }

    [Theory]
    [InlineData("\"padding\": 5,", "`padding` is 5; expected an object")]
    [InlineData("\"padding\": {\"pad_token\": 5},", "`pad_token` is 5")]
    [InlineData("\"truncation\": {\"max_length\": 1},", "`max_length` is 1")]
    public void Load_MalformedPaddingOrLength_IsNamed(string more, string expected) => Refuse(Whole(more: more), expected);

    /// <summary>As caches look whose older blobs were removed: what cannot be read is as if it were not there, here as in the list of what is missing.</summary>
    [Fact]
    public void Load_OlderFilesAreLinksThatLeadNowhere_ReadsTokenizerJson()
    {
        Write(Whole());
        foreach (string name in (string[])["vocab.json", "merges.txt"])
        {
            File.CreateSymbolicLink(Path.Combine(folder.Root, name), Path.Combine(folder.Root, "nowhere"));
        }

        Assert.Equal([9, 6, 5, 10], ClipTokenizer.Load(folder.Root).Encode("low").RealIds.ToArray());
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
    [InlineData("""[{"id": 11, "text": "<toy>"}]""")]
    public void Load_MalformedAddedToken_IsNamed(string added) => Refuse(Whole(added: added), "`added_tokens` has");

    [Theory]
    [InlineData("{\"<toy>\": 11}")]
    [InlineData("5")]
    public void Load_AddedTokensThatAreNoList_AreRefused(string added) => Refuse(Whole(added: added), $"`added_tokens` is {added}; expected a list");

    /// <summary>A file may hold megabytes where a word is expected.</summary>
    [Theory]
    [InlineData("type")]
    [InlineData("merge")]
    [InlineData("token")]
    public void Load_LongValue_IsCutInTheMessage(string what)
    {
        string text = $"\"{new string('x', 5000)}\"";
        Write(what switch
        {
            "type" => $$$"""{"model": {"type": {{{text}}}}}""",
            "merge" => Whole(merges: $"[{text}]"),
            _ => Whole(added: $"[{text}]"),
        });

        string message = Assert.Throws<TokenizerFormatException>(() => ClipTokenizer.Load(folder.Root)).Message;

        Assert.Contains("xxx…", message, StringComparison.Ordinal);
        Assert.True(message.Length < 600, message);
    }

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

    private static string Whole(string merges = "[\"l o\"]", string added = "[]", string vocabulary = Vocabulary, string more = "")
        => $$$"""{"version": "1.0", "added_tokens": {{{added}}}, {{{more}}} "model": {"merges": {{{merges}}}, "vocab": {{{vocabulary}}}, "type": "BPE", "end_of_word_suffix": "</w>"}}""";

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
