using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Schedulers;
using static ReCorD.Diffusion.Tests.Methods.MiniHoiFixture;

namespace ReCorD.Diffusion.Tests.Methods;

/// <summary>A run that ends early and is gone on with gives, bit for bit, what it would have given without the stop.</summary>
public sealed class PausedRunTests(MiniHoiFixture model) : IClassFixture<MiniHoiFixture>
{
    private static readonly Box Target = Box.FromPixels(64, 320, 192, 448);

    public static TheoryData<string> Words => [.. SchedulerFactory.Words];

    /// <summary>Schedulers remember different things: earlier outputs, a stream of noise, or nothing.</summary>
    [Theory]
    [MemberData(nameof(Words))]
    public void Generate_ContinuedUnderEveryScheduler_EqualsTheWholeRun(string word)
        => AssertContinues(model.Method("record"), Request() with { Scheduler = word }, 3);

    /// <summary>Of ten steps three are edited; with an interval of 3 the fourth computes the whole network, the fifth and sixth take over its feature.</summary>
    [Theory]
    [InlineData(1, 2)]
    [InlineData(1, 3)]
    [InlineData(1, 9)]
    [InlineData(3, 3)]
    [InlineData(3, 4)]
    [InlineData(3, 5)]
    [InlineData(3, 6)]
    public void Generate_ContinuedFromAnyStep_EqualsTheWholeRun(int interval, int step)
        => AssertContinues(model.Method("record"), Request(steps: 10) with { CacheInterval = interval }, step);

    /// <summary>The official code shows the maps of the last step but one, which may lie before the stop.</summary>
    [Theory]
    [InlineData("paper", 4)]
    [InlineData("official-sd", 2)]
    [InlineData("official-sd", 5)]
    public void Generate_ContinuedUnderEveryProfile_EqualsTheWholeRun(string profile, int step)
        => AssertContinues(model.Method("record", RecordProfiles.Get(profile)), Request(), step);

    [Fact]
    public void Generate_ContinuedInParts_TellsItsOwnStepsAndCountsItsOwnRows()
    {
        IGenerationMethod method = model.Method("record");
        GenerationRequest request = Request(steps: 10);
        List<StepProgress> told = [];
        PausedRun first = method.Generate(request with { StopAfter = 4 }, null, default).Paused!;

        GenerationResult second = method.Generate(request with { StopAfter = 7, ContinueFrom = first }, new Collect(told), default);

        Assert.Equal([new StepProgress(5, 7), new StepProgress(6, 7), new StepProgress(7, 7)], told);
        Assert.Equal((7, 6), (second.Paused!.Steps, second.UNetRows));
        Assert.Equal(method.Generate(request with { StopAfter = 7 }, null, default).Image.Pixels, second.Image.Pixels);
        Assert.Equal(method.Generate(request, null, default).Image.Pixels, method.Generate(request with { ContinueFrom = second.Paused }, null, default).Image.Pixels);
    }

    [Fact]
    public void Generate_WholeOrCorrected_CannotBeContinued()
    {
        IGenerationMethod method = model.Method("record");

        Assert.Null(method.Generate(Request(steps: 3), null, default).Paused);
        Assert.Null(method.Generate(Request(steps: 3) with { TargetBox = Target, StopAfter = 2 }, null, default).Paused);
    }

    [Fact]
    public void Generate_ContinuedForAnotherRequest_IsRefused()
    {
        IGenerationMethod method = model.Method("record");
        PausedRun paused = method.Generate(Request() with { StopAfter = 2 }, null, default).Paused!;
        (IGenerationMethod Method, GenerationRequest Request)[] others =
        [
            (method, Request(seed: 2)), (method, Request() with { TargetBox = Target }), (method, Request() with { StopAfter = 2 }), (method, Request("a man is kicking a ball")),
            (model.Method("record"), Request()),
        ];

        Assert.All(others, other => Assert.Contains(
            "only be gone on with", Assert.Throws<GenerationException>(() => other.Method.Generate(other.Request with { ContinueFrom = paused }, null, default)).Message, StringComparison.Ordinal));
        Assert.Throws<GenerationException>(() => model.Method("stable-diffusion").Generate(Request() with { ContinueFrom = paused }, null, default));
    }

    [Fact]
    public void Generate_ContinuedAndCancelled_CanBeContinuedAgain()
    {
        IGenerationMethod method = model.Method("record");
        PausedRun paused = method.Generate(Request() with { StopAfter = 2 }, null, default).Paused!;
        using CancellationTokenSource source = new();
        Assert.ThrowsAny<OperationCanceledException>(() => method.Generate(Request() with { ContinueFrom = paused }, new CancelAtOnce(source), source.Token));

        GenerationResult continued = method.Generate(Request() with { ContinueFrom = paused }, null, default);

        Assert.Equal(method.Generate(Request(), null, default).Image.Pixels, continued.Image.Pixels);
    }

    private static void AssertContinues(IGenerationMethod method, GenerationRequest request, int step)
    {
        GenerationResult whole = method.Generate(request, null, default);
        GenerationResult preview = method.Generate(request with { StopAfter = step }, null, default);

        GenerationResult continued = method.Generate(request with { ContinueFrom = preview.Paused }, null, default);

        Assert.Equal(whole.Image.Pixels, continued.Image.Pixels);
        Assert.Equal(whole.Attention.Keys, continued.Attention.Keys);
        Assert.All(whole.Attention, map => Assert.Equal(map.Value.Values, continued.Attention[map.Key].Values));
        Assert.Equal(whole.UNetRows, preview.UNetRows + continued.UNetRows);
        Assert.Equal(step, preview.Paused!.Steps);
    }

    private sealed class Collect(List<StepProgress> steps) : IProgress<StepProgress>
    {
        public void Report(StepProgress value) => steps.Add(value);
    }

    private sealed class CancelAtOnce(CancellationTokenSource source) : IProgress<StepProgress>
    {
        public void Report(StepProgress value) => source.Cancel();
    }
}
