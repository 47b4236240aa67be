using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Pipelines;
using ReCorD.Diffusion.Tokenization;

namespace ReCorD.Diffusion.Tests.Methods;

/// <summary>What is edited at which step, by the method's own words: only the conditional row of y, the last of four.</summary>
public sealed class RecordEditsTests
{
    private const int Tokens = 16;
    private const int Edited = 3;

    private static readonly ClipTokenizer Tokenizer = ClipTokenizer.Load(TestFiles.TokenizerFolder);
    private static readonly TokenizedPrompt Full = Tokenizer.Encode("a boy is kicking a ball");
    private static readonly TokenizedPrompt Intransitive = Tokenizer.Encode("a boy is kicking");
    private static readonly TokenSpan Ball = Full.Find("ball")!.Value;
    private static readonly ScalarMap Map = new(2, 2, [0, 0.1f, 0.2f, 0.4f]);
    private static readonly (int Height, int Width)[] Grid = [(2, 2)];

    [Fact]
    public void At_InsideTheSwapWindow_SharedWordsOfTheLastRowAreSwapped()
    {
        AttentionEdits edits = Edits(RecordProfiles.Default).At(0, null, Grid);

        Assert.Equal([0L, 1, 2, 2], edits.SourceRows);
        Assert.All(Enumerable.Range(0, Edited * Tokens), i => Assert.Equal(0, edits.SwapWeight[i]));
        Assert.Equal(0, edits.SwapWeight[(Edited * Tokens) + Ball.Start]);
        Assert.Equal(1, edits.SwapWeight[(Edited * Tokens) + Full.Find("kicking")!.Value.Start]);
    }

    [Theory]
    [InlineData(14, 1)]
    [InlineData(15, 0)]
    public void At_SwapShare_EndsAfterItsSteps(int step, float expected)
        => Assert.Equal(expected, Edits(RecordProfiles.Default).At(step, null, Grid).SwapWeight[(Edited * Tokens) + 1]);

    [Theory]
    [InlineData("default", 0, 1)]
    [InlineData("default", 10, 0)]
    [InlineData("paper", 4, 0)]
    [InlineData("paper", 5, 1)]
    [InlineData("paper", 49, 1)]
    public void At_SelfWindow_FollowsTheProfile(string profile, int step, float expected)
        => Assert.Equal([0, 0, 0, expected], Edits(RecordProfiles.Get(profile)).At(step, null, Grid).SelfWeight);

    [Fact]
    public void At_ObjectMap_IsCutOutOfTheOtherWords()
    {
        float[] factors = Edits(RecordProfiles.Default).At(0, Map, Grid).Scale[(2, 2)];

        Assert.Equal(1 - (0.2f / 0.4f), Factor(factors, 2, Full.Find("boy")!.Value.Start));
        Assert.Equal(0, Factor(factors, 3, Full.Find("boy")!.Value.Start));
        Assert.Equal(1, Factor(factors, 3, Ball.Start));
        Assert.Equal(1, Factor(factors, 3, Tokens - 1));
        Assert.All(factors[..(Edited * 4 * Tokens)], factor => Assert.Equal(1, factor));
    }

    [Fact]
    public void At_PaperProfile_ScalesEveryTokenByTheMapItself()
    {
        float[] factors = Edits(RecordProfiles.Paper).At(0, Map, Grid).Scale[(2, 2)];

        Assert.Equal(1 - 0.4f, Factor(factors, 3, 0));
        Assert.Equal(1 - 0.4f, Factor(factors, 3, Tokens - 1));
        Assert.Equal(1, Factor(factors, 3, Ball.Start));
    }

    [Fact]
    public void At_MinimumMaximum_SpansTheWholeRange()
    {
        RecordProfile profile = RecordProfiles.Default with { MaskNormalisation = MaskNormalisation.MinimumMaximum };

        float[] factors = Edits(profile).At(0, Map with { Values = [0.1f, 0.2f, 0.3f, 0.5f] }, Grid).Scale[(2, 2)];

        Assert.Equal((1, 0), (Factor(factors, 0, 1), Factor(factors, 3, 1)));
    }

    private static float Factor(float[] factors, int pixel, int token) => factors[(((Edited * 4) + pixel) * Tokens) + token];

    private static RecordEdits Edits(RecordProfile profile) => new(new EditContext(profile, 50, Intransitive, Full, Ball, Tokens, HasBox: true));
}
