using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Tests.Tokenization;

/// <summary>Tokens added to the embedded model's vocabulary of 623.</summary>
public sealed class AddedTokenTests
{
    private static readonly ClipTokenizer Plain = ClipTokenizer.Load(TestFiles.TokenizerFolder);

    [Theory]
    [InlineData("toy7", "a toy7", true)]
    [InlineData("toy7", "A TOY7, big", true)]
    [InlineData("toy7", "toy77", false)]
    [InlineData("toy7", "atoy7", false)]
    [InlineData("toy7", "toy7_b", false)]
    [InlineData("toy7", "(toy7)", true)]
    [InlineData("<toy>", "a<toy>b", true)]
    [InlineData("<toy>", "a <toys>", false)]
    [InlineData("my-style", "in my-style!", true)]
    [InlineData("my-style", "in my-styles", false)]
    public void Encode_AddedToken_CountsWhereItStandsAlone(string token, string prompt, bool found)
    {
        TokenizedPrompt encoded = Plain.WithToken(token, [623, 624]).Encode(prompt);

        Assert.Equal(found, encoded.Ids.Contains(623));
        Assert.Equal(found, encoded.Ids.Contains(624));
    }

    /// <summary>A token of several vectors is one word with several positions; words behind it are found behind all of them.</summary>
    [Fact]
    public void Find_WordsAroundAddedToken_AreWhereTheyAre()
    {
        TokenizedPrompt prompt = Plain.WithToken("<toy>", [623, 624, 625]).Encode("a boy is kicking a <toy> on grass");
        TokenSpan verb = prompt.Find("kicking")!.Value;

        TokenSpan toy = prompt.Find("<toy>", verb)!.Value;

        Assert.Equal(3, toy.Count);
        Assert.Equal([623, 624, 625], prompt.Ids.Skip(toy.Start).Take(3));
        Assert.Equal(toy, prompt.Find("toy", verb));
        Assert.Equal(toy.End, prompt.Find("on")!.Value.Start);
    }

    /// <summary>Where the word itself stands in the prompt it is meant, not the token.</summary>
    [Fact]
    public void Find_WordThatIsATokenButForItsSigns_PrefersTheWord()
    {
        TokenizedPrompt prompt = Plain.WithToken("<ball>", [623]).Encode("a <ball> and a ball");

        Assert.NotEqual(prompt.Find("<ball>"), prompt.Find("ball"));
    }

    [Fact]
    public void Encode_TokenWithoutRoom_IsCutAndSaid()
    {
        TokenizedPrompt prompt = Plain.WithToken("wide9", [.. Enumerable.Range(623, 20)]).Encode("a wide9");

        Assert.True(prompt.IsTruncated);
        Assert.Null(prompt.Find("wide9"));
        Assert.Equal(Plain.EosId, prompt.Ids[^1]);
    }

    [Fact]
    public void Decode_AddedToken_IsItsText() => Assert.Equal("a <toy> ball", Plain.WithToken("<Toy>", [623, 624]).Decode(Plain.WithToken("<Toy>", [623, 624]).Encode("a <TOY> ball").Ids.AsSpan()));

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("ball")]
    [InlineData("BALL")]
    [InlineData("<|endoftext|>")]
    public void WithToken_TextThatCannotBeAToken_IsRefused(string text) => Assert.Throws<ArgumentException>(() => Plain.WithToken(text, [623]));

    [Fact]
    public void WithToken_Original_StaysAsItWas()
    {
        Plain.WithToken("toy7", [623]);

        Assert.DoesNotContain(623, Plain.Encode("toy7").Ids);
        Assert.Equal(623, Plain.VocabularySize);
    }
}
