using Microsoft.Extensions.AI;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Runs;
using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Prompts;
using ReCorD.Fakes;
using ReCorD.Vision.Poses;

namespace ReCorD.Agents.Tests.Runs;

/// <summary>Requests that cannot be carried out, and models and engines that fail.</summary>
public sealed class PipelineFailureTests : IDisposable
{
    private readonly TestRun run = new();
    private readonly IChatClient builtin = TestRun.Builtin();

    public void Dispose()
    {
        builtin.Dispose();
        run.Dispose();
    }

    [Theory]
    [InlineData(long.MaxValue - 2, false)]
    [InlineData(long.MaxValue - 1, true)]
    [InlineData(long.MaxValue, true)]
    public async Task RunAsync_ThreeCandidatesFromALargeSeed_MustFit(long seed, bool refused)
    {
        RunRequest request = TestRun.Request() with { Settings = TestRun.Request().Settings with { Seed = seed } };

        Exception? error = await Record.ExceptionAsync(() => run.RunAsync(request, builtin));

        Assert.Equal(refused, error is AgentException);
        Assert.Equal(refused, error?.Message.Contains("too large", StringComparison.Ordinal) ?? false);
    }

    [Theory]
    [InlineData("pipeline")]
    [InlineData("planner")]
    public async Task RunAsync_ModelThatOnlyTalks_StillEndsWithAPicture(string orchestration)
    {
        RunOutcome outcome = await run.RunAsync(TestRun.Request(orchestration: orchestration), new ScriptedChatClient());

        Assert.Equal(0, outcome.Record.PoseChoice!.Index);
        Assert.NotNull(outcome.Record.PoseChoice.Fallback);
        Assert.NotNull(outcome.Record.Layout!.Fallback);
        Assert.False(outcome.Record.ChangeCheck!.Corrected);
        Assert.Equal(orchestration == "planner", outcome.Record.Warnings.Any(warning => warning.StartsWith("The planner", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task RunAsync_PlannerStopsHalfway_ThePipelineCompletes()
    {
        ScriptedChatClient model = new(
            ScriptedChatClient.Call(("generate_candidates", "{}")),
            ScriptedChatClient.Call(("submit_pose_choice", """{"candidate_index": 2, "reasoning": "mine"}""")));

        RunOutcome outcome = await run.RunAsync(TestRun.Request(orchestration: "planner"), model);

        Assert.Equal(2, outcome.Record.PoseChoice!.Index);
        Assert.Null(outcome.Record.PoseChoice.Fallback);
        Assert.NotNull(outcome.Record.Layout!.Fallback);
        Assert.Equal(3, outcome.CandidateImages.Count);
    }

    [Fact]
    public async Task RunAsync_ProviderFails_EndsWithItsError()
    {
        ScriptedChatClient model = new() { BeforeAnswer = () => throw new ChatProviderException("nobody there") };

        Assert.Equal("nobody there", (await Assert.ThrowsAsync<ChatProviderException>(() => run.RunAsync(TestRun.Request(), model))).Message);
    }

    [Fact]
    public async Task RunAsync_GenerationFailsInsideATool_EndsWithItsError()
    {
        run.Scene.Method.Failure = new GenerationException("weights lost");

        await Assert.ThrowsAsync<GenerationException>(() => run.RunAsync(TestRun.Request(orchestration: "planner"), builtin));
    }

    [Fact]
    public async Task RunAsync_Cancelled_Ends()
    {
        using CancellationTokenSource source = new();
        ScriptedChatClient model = new() { BeforeAnswer = source.Cancel };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.RunAsync(TestRun.Request(), model, source.Token));
    }

    [Fact]
    public async Task RunAsync_ContradictoryRequests_AreRefusedBeforeAnyWork()
    {
        RunRequest good = TestRun.Request();
        (RunRequest Request, string Problem)[] cases =
        [
            (TestRun.Request(orchestration: "chaos"), "pipeline or planner"),
            (TestRun.Request(box: Box.FromPixels(300, 300, 200, 400)), "inverted"),
            (TestRun.Request(box: Box.FromPixels(300, 300, 600, 400)), "leaves the canvas"),
            (TestRun.Request(method: "stable-diffusion", box: TestRun.FarBox), "cannot place objects"),
            (TestRun.Request(prompt: new InteractionPrompt { Text = "a house" }, box: TestRun.FarBox), "no object to place"),
            (good with { Decisions = Decisions(3, null) }, "candidate 3"),
            (good with { Decisions = Decisions(0, new Box(1, 1, 0, 0)) }, "damaged"),
            (good with { Settings = good.Settings with { Candidates = 0 } }, "at least 1"),
            (good with { Settings = good.Settings with { Steps = 1001 } }, "1 to 1000"),
            (good with { Settings = good.Settings with { PreviewStep = good.Settings.Steps + 1 } }, "choose a step from 1"),
            (good with { Settings = good.Settings with { PreviewStep = 1, RoughSteps = -1 } }, "choose 0 to 1000"),
        ];

        foreach ((RunRequest request, string problem) in cases)
        {
            AgentException error = await Assert.ThrowsAsync<AgentException>(() => run.RunAsync(request, builtin));
            Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(run.Scene.Method.Requests);
    }

    private static ReplayDecisions Decisions(int index, Box? box)
        => new(TestRun.Request().Settings, new PoseChoiceRecord(index, "", 1, null), box is { } given ? LayoutRecord.FromUser(given) : null, []);
}
