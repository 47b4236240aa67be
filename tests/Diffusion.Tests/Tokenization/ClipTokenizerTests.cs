using System.Globalization;
using System.Text.Json;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Tests.Tokenization;

/// <summary>On the embedded model's vocabulary: 512 bytes, then merges in the order of merges.txt, then start (621) and end (622).</summary>
public class ClipTokenizerTests
{
    private static readonly ClipTokenizer Tokenizer = ClipTokenizer.Load(TestFiles.TokenizerFolder);

    private static readonly Dictionary<string, int> Vocabulary =
        JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(Path.Combine(TestFiles.TokenizerFolder, "vocab.json")))!;

    [Fact]
    public void Load_EmbeddedModel_HasItsSettings()
    {
        Assert.Equal((621, 622, 622), (Tokenizer.BosId, Tokenizer.EosId, Tokenizer.PadId));
        Assert.Equal(16, Tokenizer.MaxLength);
        Assert.Equal(623, Tokenizer.VocabularySize);
    }

    [Fact]
    public void Encode_CaptionWords_AreOneTokenEach()
    {
        TokenizedPrompt prompt = Tokenizer.Encode("a boy is kicking a ball");

        int[] expected = [621, .. new[] { "a", "boy", "is", "kicking", "a", "ball" }.Select(static word => Vocabulary[word + "</w>"]), 622];
        Assert.Equal(expected, prompt.RealIds.ToArray());
        Assert.Equal(8, prompt.Count);
        Assert.Equal(16, prompt.Ids.Length);
        Assert.All(prompt.Ids.Skip(8), static id => Assert.Equal(622, id));
    }

    [Theory]
    [InlineData("A  BOY\tis\r\n kicking a ball ")]
    [InlineData("\u00a0a boy is kicking\u3000a ball")]
    public void Encode_CaseAndWhiteSpace_MakeNoDifference(string text)
    {
        Assert.Equal(Tokenizer.Encode("a boy is kicking a ball").Ids.ToArray(), Tokenizer.Encode(text).Ids.ToArray());
    }

    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a boy's ball", new[] { "a", "boy", "'s", "ball" })]
    [InlineData("they'll, we've don't", new[] { "they", "'ll", ",", "we", "'ve", "don", "'t" })]
    [InlineData("12 men", new[] { "1", "2", "men" })]
    [InlineData("ball...!? (red)", new[] { "ball", "...!?", "(", "red", ")" })]
    [InlineData("a!'s", new[] { "a", "!'", "s" })]
    [InlineData("Ünïted_café", new[] { "ünïted", "_", "café" })]
    [InlineData("狗 and ball", new[] { "狗", "and", "ball" })]
    [InlineData("\U0001D400b🎈🎈", new[] { "\U0001D400b", "🎈🎈" })]
    public void Encode_WordsAndSigns_SplitAsClipDoes(string text, string[] expected)
    {
        // By the pattern of CLIP's tokenizer; the letters beyond the basic plane are letters too.
        Assert.Equal(expected, Tokenizer.Encode(text).Words.Select(static word => word.Text));
    }

    [Fact]
    public void Encode_UnknownWord_FallsToMergedPieces()
    {
        // "balls": merges "b a", then no "l l" inside a word, so l, l, s</w>.
        TokenizedPrompt prompt = Tokenizer.Encode("balls");

        Assert.Equal(["ba", "l", "l", "s</w>"], prompt.RealIds[1..^1].ToArray().Select(static id => Vocabulary.Single(entry => entry.Value == id).Key));
        Assert.Equal(new TokenSpan(1, 4), prompt.Words.Single().Tokens);
    }

    [Fact]
    public void Encode_TextBeyondTheLength_KeepsTheEndTokenAndSaysWhatIsIgnored()
    {
        TokenizedPrompt prompt = Tokenizer.Encode("a boy is kicking a ball and a girl is holding a red balloon in the park");

        Assert.Equal(16, prompt.Count);
        Assert.Equal(622, prompt.Ids[^1]);
        Assert.True(prompt.IsTruncated);
        Assert.Equal("The prompt is too long: the text encoder reads 16 tokens: everything from \"red\" on is ignored.", prompt.TruncationWarning);
        Assert.Equal(2, prompt.Words[12].Tokens.Count);
        Assert.False(prompt.Words[12].IsComplete);
        Assert.Equal(0, prompt.Words[13].Tokens.Count);
    }

    [Fact]
    public void Encode_TextThatJustFits_HasNoWarning()
    {
        TokenizedPrompt prompt = Tokenizer.Encode(string.Join(' ', Enumerable.Repeat("ball", 14)));

        Assert.Equal(16, prompt.Count);
        Assert.False(prompt.IsTruncated);
        Assert.Null(prompt.TruncationWarning);
    }

    [Fact]
    public void Encode_SpecialTokenInText_IsTakenAsSuch()
    {
        Assert.Equal([621, 622, Vocabulary["ball</w>"], 622], Tokenizer.Encode("<|endoftext|>ball").RealIds.ToArray());
    }

    [Fact]
    public void Encode_OneWordOfManyLetters_StaysFast()
    {
        // 300,000 letters: milliseconds with the queue of merges, many minutes with repeated scans, which would hang the test run.
        string word = string.Concat(Enumerable.Repeat("umbrellakicking", 20_000));

        TokenizedPrompt prompt = Tokenizer.Encode(word);

        Assert.True(prompt.IsTruncated);
    }

    [Fact]
    public void Encode_RandomText_SpansCoverTheIdsAndDecodeGivesTheWords()
    {
        const string alphabet = "abcdefghij klmnop qrstu vwxyz 0123 ,.!?' éß狗🎈\u0301\ud800\n";
        Random random = new(20240907);
        for (int round = 0; round < 500; round++)
        {
            string text = new([.. Enumerable.Range(0, random.Next(24)).Select(_ => alphabet[random.Next(alphabet.Length)])]);

            TokenizedPrompt prompt = Tokenizer.Encode(text);

            AssertConsistent(prompt);
            if (!prompt.IsTruncated && !text.Any(char.IsSurrogate))
            {
                Assert.Equal(string.Join(' ', prompt.Words.Select(static word => word.Text)), Tokenizer.Decode(prompt.Ids.AsSpan()));
            }
        }
    }

    [Theory]
    [InlineData("ball", 6, 1)]
    [InlineData("Kicking", 4, 1)]
    [InlineData("boy is", 2, 2)]
    [InlineData("a", 1, 1)]
    public void Find_Phrase_GivesItsSpan(string phrase, int start, int count)
    {
        Assert.Equal(new TokenSpan(start, count), Tokenizer.Encode("a boy is kicking a ball.").Find(phrase));
    }

    [Theory]
    [InlineData("bal")]
    [InlineData("boy kicking")]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("d")]
    [InlineData("1")]
    public void Find_NoWholeWord_GivesNull(string phrase)
    {
        Assert.Null(Tokenizer.Encode("a boy is kicking 13 3d ball").Find(phrase));
    }

    [Fact]
    public void Find_AfterASpan_GivesTheNextPlace()
    {
        TokenizedPrompt prompt = Tokenizer.Encode("a man is lifting a man");
        TokenSpan subject = prompt.Find("man")!.Value;

        Assert.Equal(new TokenSpan(6, 1), prompt.Find("man", subject));
        Assert.Null(prompt.Find("man", prompt.Find("man", subject)));
    }

    [Fact]
    public void Find_WordOfSeveralTokens_GivesAllOfThem()
    {
        TokenizedPrompt prompt = Tokenizer.Encode("a boy is kicking two balls");

        TokenSpan span = prompt.Find("balls")!.Value;

        Assert.Equal(4, span.Count);
        Assert.Equal("balls", Tokenizer.Decode(prompt.Ids.AsSpan(span.Start, span.Count)));
    }

    [Fact]
    public void Find_PhraseCutOff_GivesNull()
    {
        Assert.Null(Tokenizer.Encode(string.Join(' ', Enumerable.Repeat("boy", 14)) + " ball").Find("ball"));
    }

    [Fact]
    public void Decode_UnknownId_IsReplacementCharacter()
    {
        Assert.Equal("\ufffd", Tokenizer.Decode([9999]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2000)]
    public void Encode_LongPrompt_AlwaysFillsTheSequence(int words)
    {
        TokenizedPrompt prompt = Tokenizer.Encode(string.Join(' ', Enumerable.Range(0, words).Select(static word => word.ToString(CultureInfo.InvariantCulture))));

        AssertConsistent(prompt);
    }

    private static void AssertConsistent(TokenizedPrompt prompt)
    {
        Assert.Equal(Tokenizer.MaxLength, prompt.Ids.Length);
        Assert.Equal(Tokenizer.BosId, prompt.Ids[0]);
        Assert.Equal(Tokenizer.EosId, prompt.Ids[prompt.Count - 1]);
        Assert.All(prompt.Ids.Skip(prompt.Count), static id => Assert.Equal(Tokenizer.PadId, id));

        int next = 1;
        int character = 0;
        foreach (TokenizedWord word in prompt.Words)
        {
            Assert.Equal(next, word.Tokens.Start);
            Assert.Equal(word.Text, prompt.Text.Substring(word.Start, word.Length).ToLowerInvariant());
            Assert.True(word.Start >= character && string.IsNullOrWhiteSpace(prompt.Text[character..word.Start]));
            Assert.True(word.Tokens.Count > 0 || !word.IsComplete);
            next = word.Tokens.End;
            character = word.End;
        }

        Assert.Equal(prompt.Count - 1, next);
    }
}
