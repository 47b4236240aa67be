using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Tests.Tokenization;

public sealed class ClipTokenizerLoadTests : IDisposable
{
    private readonly TokenizerFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Load_NoConfiguration_HasClipsDefaults()
    {
        ClipTokenizer tokenizer = ClipTokenizer.Load(folder.Root);

        Assert.Equal((9, 10, 10, 77), (tokenizer.BosId, tokenizer.EosId, tokenizer.PadId, tokenizer.MaxLength));
        Assert.Equal([9, 6, 5, 10], tokenizer.Encode("low").RealIds.ToArray());
    }

    [Fact]
    public void Load_LengthNotStated_Is77()
    {
        folder.Write("tokenizer_config.json", """{"model_max_length": 1000000000000000019884624838656}""");

        Assert.Equal(77, ClipTokenizer.Load(folder.Root).MaxLength);
    }

    [Fact]
    public void Load_StableDiffusion2Folder_PadsWithTheMapsToken()
    {
        // As in the published folder: the configuration says end token, the map "!"; and "!" in a prompt is then the padding token.
        folder.Write("tokenizer_config.json", """{"pad_token": "<|endoftext|>", "bos_token": {"content": "<|startoftext|>", "lstrip": false}}""");
        folder.Write("special_tokens_map.json", """{"pad_token": "!"}""");

        ClipTokenizer tokenizer = ClipTokenizer.Load(folder.Root);

        Assert.Equal(7, tokenizer.PadId);
        Assert.Equal([9, 7, 7, 7, 7, 7, 7, 10, 7], tokenizer.Encode("! !! !!!").Ids.Take(9));
    }

    [Fact]
    public void Load_FolderWithAddedTokens_BelievesTheConfiguration()
    {
        folder.Write("tokenizer_config.json", """{"pad_token": "<|endoftext|>", "added_tokens_decoder": {}}""");
        folder.Write("special_tokens_map.json", """{"pad_token": "!"}""");

        Assert.Equal(10, ClipTokenizer.Load(folder.Root).PadId);
    }

    /// <summary>Models with textual inversions are saved so; of several vectors the first text stands for all, as diffusers' <c>maybe_convert_prompt</c> has it.</summary>
    [Theory]
    [InlineData("added_tokens.json", """{"<toy>": 11, "<toy>_1": 12, "<toy>_2": 13, "<hat>": 14}""")]
    [InlineData("tokenizer_config.json", """{"added_tokens_decoder": {"9": {"content": "<|startoftext|>", "special": true}, "11": {"content": "<toy>"}, "12": {"content": "<toy>_1"}, "13": {"content": "<toy>_2"}, "14": {"content": "<hat>"}}}""")]
    public void Load_AddedTokens_AreRead(string file, string json)
    {
        folder.Write(file, json);

        ClipTokenizer tokenizer = ClipTokenizer.Load(folder.Root);

        Assert.Equal([9, 11, 12, 13, 5, 14, 10], tokenizer.Encode("<toy> w <hat>").RealIds.ToArray());
        Assert.Equal([9, 12, 10], tokenizer.Encode("<toy>_1").RealIds.ToArray());
        Assert.Equal("<toy> w", tokenizer.Decode([11, 12, 13, 5]));
        Assert.Equal((14, 15), (tokenizer.GreatestId, tokenizer.VocabularySize));
    }

    /// <summary>A padding token that is no word of the vocabulary but added, as in folders that were saved so.</summary>
    [Theory]
    [InlineData("added_tokens.json", """{"<pad>": 11, "<toy>": 12}""")]
    [InlineData("tokenizer_config.json", """{"pad_token": "<pad>", "unk_token": {"content": "<pad>"}, "added_tokens_decoder": {"11": {"content": "<pad>", "special": true}, "12": {"content": "<toy>"}}}""")]
    public void Load_SpecialTokenThatIsAdded_IsFound(string file, string json)
    {
        folder.Write("special_tokens_map.json", """{"pad_token": "<pad>", "unk_token": "<pad>"}""");
        folder.Write(file, json);

        ClipTokenizer tokenizer = ClipTokenizer.Load(folder.Root);

        Assert.Equal((11, 12), (tokenizer.PadId, tokenizer.GreatestId));
        Assert.Equal([9, 12, 5, 10, 11], tokenizer.Encode("<toy> w").Ids.Take(5));
        Assert.Equal([9, 11, 4, 10], tokenizer.Encode("xo").RealIds.ToArray());
        Assert.Equal([9, 3, 11, 3, 10], tokenizer.Encode("l<pad>l").RealIds.ToArray());
        Assert.Equal("<toy> w", tokenizer.Decode([11, 12, 5, 11]));
    }

    [Theory]
    [InlineData("added_tokens.json", """{"<toy>": "11"}""", "expected a whole number")]
    [InlineData("added_tokens.json", """{"<toy>": -1}""", "expected a whole number")]
    [InlineData("added_tokens.json", """{"<toy>": 5}""", "which is that of \"w</w>\"")]
    [InlineData("added_tokens.json", """{"<toy>": 11, "<hat>": 11}""", "which is that of \"<toy>\"")]
    [InlineData("added_tokens.json", """{"lo": 11}""", "has 6 already")]
    [InlineData("added_tokens.json", """{"a b": 11}""", "white space")]
    [InlineData("added_tokens.json", """{"<toy>": 11, "<TOY>": 12}""", "in the vocabulary already")]
    [InlineData("tokenizer_config.json", """{"added_tokens_decoder": [{"content": "<toy>"}]}""", "expected an object from id to token")]
    [InlineData("tokenizer_config.json", """{"added_tokens_decoder": {"x": {"content": "<toy>"}}}""", "expected an id")]
    [InlineData("tokenizer_config.json", """{"added_tokens_decoder": {"11": "<toy>"}}""", "expected an id")]
    public void Load_AddedTokenMalformed_IsRefused(string file, string json, string expected)
    {
        folder.Write(file, json);

        Assert.Contains(expected, Assert.Throws<TokenizerFormatException>(() => ClipTokenizer.Load(folder.Root)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_LetterNotInVocabulary_IsTheUnknownToken()
    {
        Assert.Equal([9, 10, 4, 10], ClipTokenizer.Load(folder.Root).Encode("xo").RealIds.ToArray());
    }

    [Fact]
    public void Load_CaseKept_WhenConfigurationSaysSo()
    {
        folder.Write("tokenizer_config.json", """{"do_lower_case": false}""");

        Assert.Equal("LOW", ClipTokenizer.Load(folder.Root).Encode("LOW").Words.Single().Text);
    }

    [Theory]
    [InlineData("vocab.json", "{", "no valid JSON")]
    [InlineData("vocab.json", "[]", "no JSON object")]
    [InlineData("vocab.json", "{}", "no tokens")]
    [InlineData("vocab.json", """{"a": "b"}""", "the id of \"a\" is \"b\"")]
    [InlineData("vocab.json", """{"a": -1}""", "whole number from 0")]
    [InlineData("vocab.json", """{"a": 1.5}""", "whole number from 0")]
    [InlineData("vocab.json", """{"a": 0, "a": 1}""", "twice")]
    [InlineData("vocab.json", """{"a": 0, "b": 0}""", "the id 0")]
    [InlineData("vocab.json", """{"a": 0}""", "lacks \"<|startoftext|>\"")]
    [InlineData("merges.txt", "#version: 0.2\nl o\nl", "line 3 is \"l\"")]
    [InlineData("merges.txt", "l o w", "line 1")]
    [InlineData("merges.txt", "l  o", "line 1")]
    [InlineData("merges.txt", "l x", "\"x\", which vocab.json lacks")]
    [InlineData("merges.txt", "w o", "\"wo\", which vocab.json lacks")]
    [InlineData("tokenizer_config.json", """{"model_max_length": 2}""", "`model_max_length` is 2")]
    [InlineData("tokenizer_config.json", """{"model_max_length": "77"}""", "whole number from 3")]
    [InlineData("tokenizer_config.json", """{"bos_token": 5}""", "`bos_token` is 5")]
    [InlineData("tokenizer_config.json", """{"do_lower_case": 1}""", "true or false")]
    [InlineData("special_tokens_map.json", """{"pad_token": "<pad>"}""", "lacks \"<pad>\", the `pad_token`")]
    public void Load_MalformedFile_NamesFileAndFault(string file, string content, string part)
    {
        folder.Write(file, content);

        TokenizerFormatException error = Assert.Throws<TokenizerFormatException>(() => ClipTokenizer.Load(folder.Root));

        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(folder.Root, error.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_LoneSurrogateEscape_IsAClearError()
    {
        folder.Write("vocab.json", """{"\ud800": 0}""");

        Assert.Contains("not Unicode", Assert.Throws<TokenizerFormatException>(() => ClipTokenizer.Load(folder.Root)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NotUtf8_IsAClearError()
    {
        File.WriteAllBytes(Path.Combine(folder.Root, "merges.txt"), [0xff, 0xfe, 0x20]);

        Assert.Contains("UTF-8", Assert.Throws<TokenizerFormatException>(() => ClipTokenizer.Load(folder.Root)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vocab.json")]
    [InlineData("merges.txt")]
    public void Load_MissingFile_SaysWhatTheFolderNeeds(string file)
    {
        File.Delete(Path.Combine(folder.Root, file));

        TokenizerFormatException error = Assert.Throws<TokenizerFormatException>(() => ClipTokenizer.Load(folder.Root));

        Assert.Contains(file, error.Path, StringComparison.Ordinal);
        Assert.Contains("needs vocab.json and merges.txt", error.Message, StringComparison.Ordinal);
    }
}
