using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Methods;
using static ReCorD.Diffusion.Tests.Methods.MiniHoiFixture;

namespace ReCorD.Diffusion.Tests.Methods;

public sealed class GenerationMethodTests(MiniHoiFixture model) : IClassFixture<MiniHoiFixture>
{
    private static readonly Box Target = Box.FromPixels(64, 320, 192, 448);

    [Theory]
    [InlineData("record")]
    [InlineData("stable-diffusion")]
    public void Generate_SameSeed_GivesIdenticalPixels(string name)
    {
        IGenerationMethod method = model.Method(name);

        byte[] first = method.Generate(Request(), null, default).Image.Pixels, second = method.Generate(Request(), null, default).Image.Pixels;

        Assert.Equal(first, second);
        Assert.NotEqual(first, method.Generate(Request(seed: 2), null, default).Image.Pixels);
    }

    [Fact]
    public void Record_WithoutEdits_EqualsStableDiffusion()
    {
        RecordProfile plain = RecordProfiles.Default with { SwapShare = 0, SelfEnd = 0 };

        RgbImage edited = model.Method("record", plain).Generate(Request(), null, default).Image, expected = model.Method("stable-diffusion").Generate(Request(), null, default).Image;

        // Batches of four rows sum in another order than batches of two: a grey level may round the other way.
        int largest = edited.Pixels.Zip(expected.Pixels, (left, right) => Math.Abs(left - right)).Max();
        Assert.True(largest <= 2, $"Pictures differ by {largest} of 255.");
    }

    [Fact]
    public void Record_WithEdits_ChangesThePicture()
        => Assert.NotEqual(
            model.Method("stable-diffusion").Generate(Request(), null, default).Image.Pixels, model.Method("record").Generate(Request(), null, default).Image.Pixels);

    [Fact]
    public void Record_WithTarget_MovesAttentionIntoTheBox()
    {
        IGenerationMethod method = model.Method("record");
        GenerationRequest request = Request(steps: 20);

        ScalarMap before = method.Generate(request, null, default).Attention["ball"];
        GenerationResult corrected = method.Generate(request with { TargetBox = Target }, null, default);

        Assert.Equal(6, corrected.Guidance.Count);
        Assert.True(
            corrected.Attention["ball"].ShareInside(Target) > before.ShareInside(Target) + 0.1,
            $"Share inside {before.ShareInside(Target):F2} before and {corrected.Attention["ball"].ShareInside(Target):F2} after.");
    }

    [Theory]
    [InlineData("default")]
    [InlineData("paper")]
    public void Record_GreaterStrength_TakesLongerSteps(string profile)
    {
        IGenerationMethod method = model.Method("record", RecordProfiles.Get(profile));
        byte[] Pixels(double strength) => method.Generate(Request(steps: 4) with { TargetBox = Target, CorrectionStrength = strength }, null, default).Image.Pixels;
        byte[] none = Pixels(0);

        double little = Distance(none, Pixels(1)), much = Distance(none, Pixels(15));

        Assert.True(little < much, $"Strength 1 changed the picture by {little}, 15 by {much}.");
    }

    [Fact]
    public void Generate_Result_HoldsMapsOfTheWordsAndProgress()
    {
        List<StepProgress> steps = [];

        GenerationResult result = model.Method("record").Generate(Request(), new Collect(steps), default);

        Assert.Equal(["ball", "boy", "kicking"], result.Attention.Keys.Order());
        Assert.All(result.Attention.Values, map => Assert.Equal((16, 16), (map.Width, map.Height)));
        Assert.Equal(Enumerable.Range(1, 6).Select(step => new StepProgress(step, 6)), steps);
        Assert.Equal(64, result.Image.Width);
    }

    [Fact]
    public void Generate_StopAfter_EndsEarlyWithAPicture()
    {
        List<StepProgress> steps = [];

        model.Method("record").Generate(Request(steps: 50) with { StopAfter = 2 }, new Collect(steps), default);

        Assert.Equal(2, steps.Count);
    }

    [Fact]
    public void Generate_Cancelled_StopsWithinTheRun()
    {
        using CancellationTokenSource source = new();

        Assert.ThrowsAny<OperationCanceledException>(
            () => model.Method("record").Generate(Request(steps: 1000 - 1), new Cancel(source), source.Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5000)]
    public void Generate_StepsOutOfRange_SaysTheRange(int steps)
        => Assert.Contains("between 1 and", Assert.Throws<GenerationException>(() => model.Method("record").Generate(Request(steps: steps), null, default)).Message, StringComparison.Ordinal);

    [Fact]
    public void Record_PromptWithoutObject_SaysWhatFormIsNeeded()
        => Assert.Contains("a boy is kicking a ball", Assert.Throws<GenerationException>(
            () => model.Method("record").Generate(Request("a boy is kicking"), null, default)).Message, StringComparison.Ordinal);

    [Fact]
    public void StableDiffusion_WithTarget_IsRefused()
        => Assert.Throws<GenerationException>(() => model.Method("stable-diffusion").Generate(Request() with { TargetBox = Target }, null, default));

    [Theory]
    [InlineData(0.5, 0.5, 0.2, 0.8)]
    [InlineData(1.2, 0, 1.5, 0.4)]
    public void Record_BoxInvertedOrOutside_IsRefused(double left, double top, double right, double bottom)
        => Assert.Throws<GenerationException>(
            () => model.Method("record").Generate(Request() with { TargetBox = new Box(left, top, right, bottom) }, null, default));

    [Fact]
    public void Generate_PromptTooLong_WarnsWhatIsIgnored()
    {
        GenerationResult result = model.Method("stable-diffusion").Generate(Request("a boy is kicking a ball " + string.Join(' ', Enumerable.Repeat("near", 2000)), steps: 2), null, default);

        Assert.NotEmpty(result.Warnings);
    }

    [Fact]
    public void Create_UnknownName_ListsTheMethods()
        => Assert.Contains("stable-diffusion", Assert.Throws<GenerationException>(() => model.Method("none")).Message, StringComparison.Ordinal);

    private static double Distance(byte[] left, byte[] right) => Math.Sqrt(left.Zip(right, (a, b) => Math.Pow(a - b, 2)).Sum());

    private sealed class Collect(List<StepProgress> steps) : IProgress<StepProgress>
    {
        public void Report(StepProgress value) => steps.Add(value);
    }

    private sealed class Cancel(CancellationTokenSource source) : IProgress<StepProgress>
    {
        public void Report(StepProgress value)
        {
            Assert.True(value.Step <= 2, "The run went on after it was cancelled.");
            source.Cancel();
        }
    }
}
