using ReCorD.Diffusion.Methods.Official;

namespace ReCorD.Diffusion.Tests.Methods.Official;

/// <summary>
/// Which calls of a run of 50 steps do what, written out call by call from the official code's conditions. One letter for each call:
/// <c>.</c> nothing, <c>c</c> swap among conditional rows, <c>u</c> swap from unconditional rows; upper case with self-attention too.
/// </summary>
public sealed class OfficialClockTests
{
    private const string SdWithBox = ".C.C.C.C.C.C.C.U.U.U.u.u.u.u.u" + "...................................";
    private const string SdWithoutBox = ".C.C.C.C.C.C.C.U.U.U.u.u.u.u.u" + "....................";
    private const string SdxlWithBox = ".C.C.C.C.C.C.C.C.C.C.c.c.u.u.u.u.u.u.u.u.u.u.u.u.u" + ".........................";
    private const string SdxlWithoutBox = ".C.C.C.C.C.C.C.C.C.C.c.c.u.u.u.u.u.u.u.u.u.u.u.u.u";

    [Theory]
    [InlineData("sd", true, SdWithBox)]
    [InlineData("sd", false, SdWithoutBox)]
    [InlineData("sdxl", true, SdxlWithBox)]
    [InlineData("sdxl", false, SdxlWithoutBox)]
    public void At_EachCallOfFiftySteps_BorrowsAsTheOfficialCode(string release, bool hasBox, string expected)
    {
        OfficialClock clock = Clock(release, hasBox);

        Assert.Equal(expected, string.Concat(Enumerable.Range(0, expected.Length).Select(call => Letter(clock.At(call)))));
    }

    [Theory]
    [InlineData("sd", 15)]
    [InlineData("sdxl", 25)]
    public void EditedCall_WithBox_SkipsTheGradientPassOfGuidedSteps(string release, int guided)
    {
        OfficialClock clock = Clock(release, hasBox: true);

        Assert.Equal([.. Enumerable.Range(0, guided).Select(step => (2 * step) + 1), .. Enumerable.Range(2 * guided, 50 - guided)], Enumerable.Range(0, 50).Select(clock.EditedCall));
    }

    [Fact]
    public void EditedCall_WithoutBox_IsTheStep() => Assert.Equal(Enumerable.Range(0, 50), Enumerable.Range(0, 50).Select(Clock("sdxl", hasBox: false).EditedCall));

    [Fact]
    public void At_SdWithBox_DampsInOddGuidedCallsAfterTheFirst() => Assert.Equal(Odd(3, 30), Damping("sd", hasBox: true, calls: 65));

    [Fact]
    public void At_SdxlWithBox_DampsInOddGuidedCallsAndInEveryLaterOne()
        => Assert.Equal([.. Odd(1, 50), .. Enumerable.Range(50, 25)], Damping("sdxl", hasBox: true, calls: 75));

    [Theory]
    [InlineData("sd")]
    [InlineData("sdxl")]
    public void At_WithoutBox_NeitherMasksNorDamps(string release)
    {
        OfficialClock clock = Clock(release, hasBox: false);

        Assert.All(Enumerable.Range(0, 50), call => Assert.False(clock.At(call).BuildsMask || clock.At(call).Damps));
    }

    [Theory]
    [InlineData("sd", 30)]
    [InlineData("sdxl", 50)]
    public void At_WithBox_MakesAMaskOfEveryGradientPass(string release, int calls)
    {
        OfficialClock clock = Clock(release, hasBox: true);

        Assert.Equal(Enumerable.Range(0, calls / 2).Select(step => 2 * step), Enumerable.Range(0, 80).Where(call => clock.At(call).BuildsMask));
    }

    private static IEnumerable<int> Odd(int first, int end) => Enumerable.Range(first, end - first).Where(call => call % 2 == 1);

    private static IEnumerable<int> Damping(string release, bool hasBox, int calls)
    {
        OfficialClock clock = Clock(release, hasBox);
        return Enumerable.Range(0, calls).Where(call => clock.At(call).Damps);
    }

    private static OfficialClock Clock(string release, bool hasBox) => OfficialClock.For(release == "sd" ? OfficialRelease.Sd : OfficialRelease.Sdxl, 50, hasBox);

    private static string Letter(OfficialCall call)
    {
        string letter = !call.Swaps ? "." : call.ConditionalHalfOnly ? "c" : "u";
        return call.ReplacesSelf ? letter.ToUpperInvariant() : letter;
    }
}
