using ReCorD.Diffusion.Attention;
using ReCorD.Diffusion.Methods.Official;

namespace ReCorD.Diffusion.Tests.Methods.Official;

/// <summary>
/// One call at a time on numbers that can be followed by hand: four tokens (start, a shared word, the object, end), one attention with one head on
/// a 2x2 grid, four guided steps. Row r, pixel p, column c of the attention is 1000 r + 10 p + c.
/// </summary>
public sealed class OfficialControllerTests
{
    private const int Tokens = 4;
    private const int Pixels = 4;
    private const int Object = 2;
    private const int Guided = 4;

    /// <summary>y' lacks the object, so that its end token is one to the left.</summary>
    private static readonly OfficialPrompt Prompt = new(TokenAlignment.Align([100, 5, 101], [100, 5, 7, 101], Tokens), Tokens, Object);

    private static readonly float[] Rows = [.. Enumerable.Range(0, 4 * Pixels * Tokens).Select(i => (1000f * (i / 16)) + (10 * (i / 4 % 4)) + (i % 4))];

    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, 2)]
    [InlineData(5, 1)]
    [InlineData(7, 1)]
    public void Attend_OddGuidedCall_SwapsSharedColumnsFromTheBase(int call, int baseOfLastRow)
    {
        float[] edited = Candidate(OfficialRelease.Sd, call).Attend(Rows, Cross());

        // The object's column is the row's own; the end token's is the base's third.
        Assert.Equal([(1000 * baseOfLastRow) + 30, (1000 * baseOfLastRow) + 31, 3032, (1000 * baseOfLastRow) + 32], edited[^Tokens..]);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(5, true)]
    public void Attend_CallsPastTheirCount_EditTheIntransitiveRowTooFromTheUnconditionalOne(int call, bool isEdited)
    {
        float[] edited = Candidate(OfficialRelease.Sd, call).Attend(Rows, Cross());

        Assert.Equal(Rows[..32], edited[..32]);
        Assert.Equal(isEdited ? [0, 1, 2002, 2] : [2000, 2001, 2002, 2003], edited[32..36]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(9)]
    public void Attend_EvenOrLateCall_ChangesNothing(int call) => Assert.Equal(Rows, Candidate(OfficialRelease.Sd, call).Attend(Rows, Cross()));

    [Fact]
    public void Attend_SelfAttentionInItsWindow_CopiesTheBase()
    {
        float[] early = Candidate(OfficialRelease.Sd, 1).Attend(Rows, Self(2)), late = Candidate(OfficialRelease.Sd, 5).Attend(Rows, Self(2)), ended = Candidate(OfficialRelease.Sd, 7).Attend(Rows, Self(2));

        Assert.Equal([.. Rows[..48], .. Rows[32..48]], early);
        Assert.Equal([.. Rows[..32], .. Rows[..32]], late);
        Assert.Equal(Rows, ended);
    }

    [Fact]
    public void Attend_SelfAttentionOfAFineGrid_IsLeftAlone()
    {
        OfficialRelease release = OfficialRelease.Sd with { SelfResolution = 1 };

        Assert.Equal(Rows, Candidate(release, 1).Attend(Rows, Self(2)));
    }

    [Fact]
    public void Attend_SdxlWithAMask_DampsTheOtherTokensOfTheConditionalRows()
    {
        OfficialController controller = Correcting(OfficialRelease.Sdxl, 1);

        float[] edited = controller.Attend(Rows, Cross());

        // Even attention over two cells a row: softmax 1/2, mask 1/2.
        Assert.Equal([0.5f, 0.5f, 0.5f, 0.5f], controller.Mask!.Values);
        Assert.Equal(Rows[..32], edited[..32]);
        Assert.Equal([1000, 1000.5f, 2002, 1001.5f], edited[32..36]);
        Assert.Equal([1000, 1000.5f, 3002, 1001], edited[48..52]);
    }

    [Fact]
    public void Attend_SdxlAfterGuiding_DampsAllRowsByTheLastMask()
    {
        OfficialController controller = Correcting(OfficialRelease.Sdxl, 8);

        float[] edited = controller.Attend(Rows, Cross());

        Assert.Equal([5, 5.5f, 12, 6.5f], edited[4..8]);
        Assert.Equal([1515, 1515.5f, 3032, 1516.5f], edited[^Tokens..]);
    }

    [Fact]
    public void Attend_SdWithAMask_DampsTheObjectOnceForEachOtherToken()
    {
        float[] edited = Correcting(OfficialRelease.Sd, 3).Attend(Rows, Cross());

        Assert.Equal([2000, 2001, 2002 / 8f, 2003], edited[32..36]);
        Assert.Equal([2000, 2001, 3002 / 8f, 2002], edited[48..52]);
    }

    [Theory]
    [InlineData(1, 3002)]
    [InlineData(8, 3002)]
    public void Attend_SdInItsFirstEditedCallAndAfterGuiding_DampsNothing(int call, float expected)
        => Assert.Equal(expected, Correcting(OfficialRelease.Sd, call).Attend(Rows, Cross())[50]);

    [Fact]
    public void Mask_UnevenAttention_IsOneMinusTheSoftmaxOfEachRowOfCells()
    {
        OfficialController controller = Controller(OfficialRelease.Sdxl, hasBox: true);
        float[] map = new float[Pixels * Tokens];
        map[Object] = MathF.Log(3);
        map[(3 * Tokens) + Object] = MathF.Log(4);

        controller.Attend(map, Cross(rows: 1));

        Assert.Equal([0.25f, 0.75f, 0.8f, 0.2f], controller.Mask!.Values, (left, right) => Math.Abs(left - right) < 1e-6f);
    }

    [Fact]
    public void MeanCrossAttention_SecondHalf_CountsHeadsInTheOrderUpDownMiddle()
    {
        OfficialController controller = new(OfficialRelease.Sd, new OfficialClock(OfficialRelease.Sd, Guided, 3, hasBox: false), Prompt, layers: 4);
        controller.Attend(Filled(1), Layer(UNetPart.Down, 1));
        controller.Attend(Filled(10), Layer(UNetPart.Middle, 1));
        controller.Attend(Filled(100, 200), Layer(UNetPart.Up, 2));
        controller.Attend(Filled(1000, 2000, 3000), Layer(UNetPart.Up, 3));

        // In order 100, 200, 1000, 2000, 3000, 1, 10: seven maps, of which three are dropped.
        Assert.All(controller.MeanCrossAttention(2, MapSelection.SecondHalf), value => Assert.Equal(5011 / 4f, value));
        Assert.All(controller.MeanCrossAttention(2, MapSelection.All), value => Assert.Equal(6311 / 7f, value, 1e-3f));
        Assert.Equal((1, 0), (controller.CurrentCall, controller.CurrentLayer));
    }

    [Fact]
    public void MeanCrossAttention_GridThatWasNotSeen_SaysWhichWere()
    {
        OfficialController controller = Candidate(OfficialRelease.Sd, 1);

        Assert.Contains("2x2", Assert.Throws<InvalidOperationException>(() => controller.MeanCrossAttention(16, MapSelection.All)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MeanCrossAttention_BeforeACall_IsRefused()
        => Assert.Throws<InvalidOperationException>(() => Controller(OfficialRelease.Sd, hasBox: false).MeanCrossAttention(2, MapSelection.All));

    [Fact]
    public void Attend_WrongSizes_SaysWhatIsExpected()
    {
        OfficialController controller = Candidate(OfficialRelease.Sd, 1);

        Assert.Contains("64 numbers", Assert.Throws<ArgumentException>(() => controller.Attend(new float[3], Cross())).Message, StringComparison.Ordinal);
        Assert.Contains("multiple of 4", Assert.Throws<ArgumentException>(() => controller.Attend(Filled(1), Cross(rows: 1))).Message, StringComparison.Ordinal);
        Assert.Contains("4 tokens", Assert.Throws<ArgumentException>(() => controller.Attend(new float[48], Cross() with { Columns = 3 })).Message, StringComparison.Ordinal);
    }

    /// <summary>A run without a box before a call.</summary>
    private static OfficialController Candidate(OfficialRelease release, int call)
    {
        OfficialController controller = Controller(release, hasBox: false);
        for (int before = 0; before < call; before++)
        {
            controller.Attend(Rows, Cross());
        }

        return controller;
    }

    /// <summary>A run with a box before a call; the gradient passes saw even attention.</summary>
    private static OfficialController Correcting(OfficialRelease release, int call)
    {
        OfficialController controller = Controller(release, hasBox: true);
        for (int before = 0; before < call; before++)
        {
            bool gradient = before % 2 == 0 && before < 2 * Guided;
            controller.Attend(gradient ? Filled(0.25f) : Rows, Cross(gradient ? 1 : 4));
        }

        return controller;
    }

    /// <summary>Self-attention is replaced in the first three steps.</summary>
    private static OfficialController Controller(OfficialRelease release, bool hasBox)
    {
        OfficialRelease small = release with { MaskResolution = 2 };
        return new OfficialController(small, new OfficialClock(small, Guided, 3, hasBox), Prompt, layers: 1);
    }

    private static AttentionArray Cross(int rows = 4) => Layer(UNetPart.Down, rows);

    private static AttentionArray Layer(UNetPart part, int maps) => new(maps, 2, 2, Tokens, IsCross: true, part);

    private static AttentionArray Self(int side) => new(4, side, side, side * side, IsCross: false, UNetPart.Down);

    /// <summary>Maps of one value each.</summary>
    private static float[] Filled(params IEnumerable<float> values) => [.. values.SelectMany(value => Enumerable.Repeat(value, Pixels * Tokens))];
}
