using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Schedulers;
using static ReCorD.Diffusion.Tests.Methods.MiniHoiFixture;

namespace ReCorD.Diffusion.Tests.Methods;

/// <summary>Long steps that show about where a run would end.</summary>
public sealed class RoughStepsTests(MiniHoiFixture model) : IClassFixture<MiniHoiFixture>
{
    private static readonly Box Target = Box.FromPixels(64, 320, 192, 448);

    /// <summary>Fresh noise would lead elsewhere, so Euler's ancestral form is left out.</summary>
    public static TheoryData<string> Words => [.. SchedulerFactory.Words.Where(word => word != "euler-ancestral")];

    [Theory]
    [MemberData(nameof(Words))]
    public void Generate_RoughSteps_ShowWhereTheRunEndsBetterThanItsPrediction(string word)
    {
        IGenerationMethod method = model.Method("record");
        GenerationRequest request = Request(steps: 20) with { Scheduler = word }, preview = request with { StopAfter = 8 };
        GenerationResult whole = method.Generate(request, null, default);

        GenerationResult predicted = method.Generate(preview, null, default), rough = method.Generate(preview with { RoughSteps = 4 }, null, default);

        Assert.True(Distance(rough, whole) < Distance(predicted, whole) / 2, $"Rough steps end {Distance(rough, whole):F1} grey levels off, the prediction {Distance(predicted, whole):F1}.");
        Assert.True(MapDistance(rough, whole) < MapDistance(predicted, whole), "The object's map is no better than the prediction's.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Generate_RoughStepsOfPlainPictures_ShowWhereTheRunEndsToo(int interval)
    {
        IGenerationMethod method = model.Method("stable-diffusion");
        GenerationRequest request = Request(steps: 20) with { CacheInterval = interval }, preview = request with { StopAfter = 8 };
        GenerationResult whole = method.Generate(request, null, default);

        GenerationResult predicted = method.Generate(preview, null, default), rough = method.Generate(preview with { RoughSteps = 4 }, null, default);

        Assert.True(Distance(rough, whole) < Distance(predicted, whole) / 2, $"Rough steps end {Distance(rough, whole):F1} grey levels off, the prediction {Distance(predicted, whole):F1}.");
        Assert.Equal((2 * 8 / interval) + (2 * 4), rough.UNetRows);
    }

    /// <summary>Of ten steps three are edited: four rows each. Rough steps that stand at edited ones are edited too.</summary>
    [Theory]
    [InlineData("default", 4, 3, 12 + 2 + 6)]
    [InlineData("default", 1, 3, 4 + 4 + 2 + 2)]
    [InlineData("default", 8, 5, 12 + 10 + 4)]
    [InlineData("default", 10, 5, 12 + 14)]
    [InlineData("paper", 4, 3, 16 + 12)]
    public void Generate_RoughSteps_CostTheirRows(string profile, int step, int rough, int rows)
    {
        List<StepProgress> told = [];
        GenerationRequest request = Request(steps: 10) with { StopAfter = step, RoughSteps = rough };

        Assert.Equal(rows, model.Method("record", RecordProfiles.Get(profile)).Generate(request, new Collect(told), default).UNetRows);

        int steps = step + Math.Min(rough, 10 - step);
        Assert.Equal(Enumerable.Range(1, steps).Select(done => new StepProgress(done, steps)), told);
    }

    [Theory]
    [InlineData("default", 1)]
    [InlineData("default", 3)]
    [InlineData("official-sd", 1)]
    public void Generate_ContinuedBehindRoughSteps_EqualsTheWholeRun(string profile, int interval)
    {
        IGenerationMethod method = model.Method("record", RecordProfiles.Get(profile));
        GenerationRequest request = Request(steps: 10) with { CacheInterval = interval };
        GenerationResult whole = method.Generate(request, null, default);

        foreach (int step in new[] { 2, 5, 9 })
        {
            GenerationResult preview = method.Generate(request with { StopAfter = step, RoughSteps = 2 }, null, default);
            GenerationResult continued = method.Generate(request with { ContinueFrom = preview.Paused }, null, default);

            Assert.Equal(whole.Image.Pixels, continued.Image.Pixels);
            Assert.All(whole.Attention, map => Assert.Equal(map.Value.Values, continued.Attention[map.Key].Values));
        }
    }

    [Fact]
    public void Generate_RoughStepsThatDoNotFit_AreRefused()
    {
        IGenerationMethod method = model.Method("record");

        Assert.Contains("0 or more", Assert.Throws<GenerationException>(() => method.Generate(Request() with { RoughSteps = -1 }, null, default)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "target box", Assert.Throws<GenerationException>(() => method.Generate(Request() with { RoughSteps = 2, StopAfter = 2, TargetBox = Target }, null, default)).Message, StringComparison.Ordinal);
    }

    private static double Distance(GenerationResult left, GenerationResult right) => left.Image.Pixels.Zip(right.Image.Pixels, (a, b) => (double)Math.Abs(a - b)).Average();

    private static double MapDistance(GenerationResult left, GenerationResult right)
        => left.Attention["ball"].Values.Zip(right.Attention["ball"].Values, (a, b) => (double)Math.Abs(a - b)).Average();

    private sealed class Collect(List<StepProgress> steps) : IProgress<StepProgress>
    {
        public void Report(StepProgress value) => steps.Add(value);
    }
}
