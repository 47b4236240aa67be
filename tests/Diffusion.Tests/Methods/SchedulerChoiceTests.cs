using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Schedulers;
using static ReCorD.Diffusion.Tests.Methods.MiniHoiFixture;

namespace ReCorD.Diffusion.Tests.Methods;

/// <summary>Whole runs of the embedded model with every scheduler.</summary>
public sealed class SchedulerChoiceTests(MiniHoiFixture model) : IClassFixture<MiniHoiFixture>
{
    private static readonly Box Target = Box.FromPixels(64, 320, 192, 448);

    public static TheoryData<string> Words => [.. SchedulerFactory.Words];

    [Theory]
    [MemberData(nameof(Words))]
    public void Generate_EveryScheduler_RepeatsItsPictureAndTellsEveryStepOnce(string word)
    {
        List<int> steps = [];
        GenerationRequest request = Request() with { Scheduler = word };

        byte[] first = Pixels("record", request, new Collect(steps)), second = Pixels("record", request);

        Assert.Equal(first, second);
        Assert.Equal(Enumerable.Range(1, 6), steps);
    }

    [Theory]
    [InlineData("euler")]
    [InlineData("dpm++2m")]
    [InlineData("dpm++2m-karras")]
    [InlineData("pndm")]
    public void Generate_SchedulerWithoutFreshNoise_FindsThePictureOfDdim(string word)
    {
        // All of them solve the same equation from the same noise, so that with enough steps their pictures are the same but for details.
        GenerationRequest request = Request(steps: 30);
        byte[] ddim = Pixels("stable-diffusion", request), other = Pixels("stable-diffusion", request with { Scheduler = word });

        double distance = Distance(ddim, other), seeds = Distance(ddim, Pixels("stable-diffusion", request with { Seed = 2 }));

        Assert.True(distance < seeds / 3, $"Pictures of {word} and ddim differ by {distance:F1} grey levels, those of two seeds by {seeds:F1}.");
    }

    [Fact]
    public void Record_WithoutEditsUnderFreshNoise_EqualsStableDiffusion()
    {
        // Only so if y and y' share the noise of each step: y then gets that of a run alone.
        RecordProfile plain = RecordProfiles.Default with { SwapShare = 0, SelfEnd = 0 };
        GenerationRequest request = Request() with { Scheduler = "euler-ancestral" };

        byte[] edited = model.Method("record", plain).Generate(request, null, default).Image.Pixels, alone = Pixels("stable-diffusion", request);

        // Batches of four rows sum in another order than batches of two: a grey level may round the other way.
        int largest = edited.Zip(alone, (left, right) => Math.Abs(left - right)).Max();
        Assert.True(largest <= 2, $"Pictures differ by {largest} of 255.");
    }

    [Theory]
    [InlineData("ddim", 6, 14)]
    [InlineData("pndm", 15, 14)]
    public void Record_WithTarget_GuidesEachStepOnce(string word, int guidedCalls, int laterCalls)
    {
        // PNDM begins with three Runge-Kutta steps of four calls here, of which only the first is given the run's own latent.
        GenerationResult result = model.Method("record").Generate(Request(steps: 20) with { Scheduler = word, TargetBox = Target }, null, default);

        Assert.Equal([1, 2, 3, 4, 5, 6], result.Guidance.Select(step => step.Step));
        // After the guided steps, which are as many as the swapping ones, y goes on alone.
        Assert.Equal((4 * guidedCalls) + (2 * laterCalls), result.UNetRows);
    }

    [Theory]
    [InlineData("euler")]
    [InlineData("dpm++2m")]
    [InlineData("pndm")]
    public void Record_WithTarget_MovesAttentionIntoTheBoxAsUnderDdim(string word)
    {
        IGenerationMethod method = model.Method("record");
        GenerationRequest request = Request(steps: 20) with { Scheduler = word };

        double before = method.Generate(request, null, default).Attention["ball"].ShareInside(Target);
        double after = method.Generate(request with { TargetBox = Target }, null, default).Attention["ball"].ShareInside(Target);

        Assert.True(after > before + 0.1, $"Share inside {before:F2} before and {after:F2} after.");
    }

    [Fact]
    public void Generate_StopAfterUnderPndm_RunsAllCallsOfTheStepsAndShowsThePrediction()
    {
        List<int> steps = [];
        GenerationRequest request = Request(steps: 20) with { Scheduler = "pndm", StopAfter = 2 };

        GenerationResult result = model.Method("stable-diffusion").Generate(request, new Collect(steps), default);

        Assert.Equal([1, 2], steps);
        Assert.Equal(2 * 8, result.UNetRows);
    }

    [Fact]
    public void Generate_NoSchedulerNamed_TakesTheProfilesElseTheModels()
    {
        byte[] ddim = Pixels("record", Request());
        byte[] Preferring(string scheduler, string? asked) => model.Method("record", RecordProfiles.Default with { Scheduler = scheduler })
            .Generate(Request() with { Scheduler = asked }, null, default).Image.Pixels;

        Assert.Equal("DDIMScheduler", model.Pipeline.SchedulerConfig.ClassName);
        Assert.NotEqual(ddim, Preferring("euler-ancestral", null));
        Assert.Equal(ddim, Preferring("euler-ancestral", "DDIMScheduler"));
    }

    [Fact]
    public void Generate_TooFewStepsForTheScheduler_SaysHowMany()
    {
        GenerationException error = Assert.Throws<GenerationException>(() => Pixels("record", Request(steps: 3) with { Scheduler = "pndm" }));

        Assert.Contains("between 4 and 999 with PNDMScheduler", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_UnknownScheduler_ListsTheKnown()
    {
        SchedulerConfigException error = Assert.Throws<SchedulerConfigException>(() => Pixels("record", Request() with { Scheduler = "heun" }));

        Assert.Contains("dpm++2m-karras", error.Message, StringComparison.Ordinal);
    }

    private static double Distance(byte[] left, byte[] right) => left.Zip(right, (a, b) => Math.Abs(a - b)).Average();

    private byte[] Pixels(string method, GenerationRequest request, IProgress<StepProgress>? progress = null)
        => model.Method(method).Generate(request, progress, default).Image.Pixels;

    private sealed class Collect(List<int> steps) : IProgress<StepProgress>
    {
        public void Report(StepProgress value) => steps.Add(value.Step);
    }
}
