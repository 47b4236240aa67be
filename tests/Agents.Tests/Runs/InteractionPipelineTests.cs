using System.Security.Cryptography;
using Microsoft.Extensions.AI;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Runs;
using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Prompts;
using ReCorD.Fakes;
using ReCorD.Plugins.Events;
using ReCorD.Vision.Poses;

namespace ReCorD.Agents.Tests.Runs;

public sealed class InteractionPipelineTests : IDisposable
{
    private static readonly Box FarBox = Box.FromPixels(300, 300, 430, 430);

    private readonly TestRun run = new();
    private readonly IChatClient builtin = TestRun.Builtin();

    public void Dispose()
    {
        builtin.Dispose();
        run.Dispose();
    }

    [Theory]
    [InlineData("pipeline")]
    [InlineData("planner")]
    public async Task RunAsync_Builtin_DrivesTheWholeRun(string orchestration)
    {
        RunOutcome outcome = await run.RunAsync(TestRun.Request(orchestration: orchestration), builtin);

        RunRecord record = outcome.Record;
        Assert.Equal(3, outcome.CandidateImages.Count);
        Assert.Equal(1, record.PoseChoice!.Index);
        Assert.Null(record.PoseChoice.Fallback);
        Assert.Null(record.Layout!.Fallback);
        Assert.True(record.ChangeCheck!.Corrected);
        Assert.Equal(record.Layout.Box, record.Correction!.Target);
        Assert.True(record.Correction.IouAfter > record.Correction.IouBefore);
        Assert.Same(outcome.CandidateImages[1], outcome.BeforeImage);
        Assert.Equal(111, outcome.FinalImage.Pixels[0]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(outcome.FinalImage.Pixels)), record.ImageSha256);
        Assert.Empty(record.Warnings);
        Assert.NotEmpty(record.Transcript);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), record.Started);
    }

    [Fact]
    public async Task RunAsync_OneAgentWithAClientOfItsOwn_OnlyItTalksToIt()
    {
        ScriptedChatClient own = new();
        FakeAgentClients clients = new(builtin) { Own = { ["layout"] = own } };

        RunOutcome outcome = await run.RunAsync(TestRun.Request(), clients);

        Assert.Null(outcome.Record.PoseChoice!.Fallback);
        Assert.NotNull(outcome.Record.Layout!.Fallback);
        Assert.All(own.Requests, request => Assert.Contains(request, message => message.Text.Contains("submit_layout", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("pipeline", false, "pose-selection", "layout")]
    [InlineData("pipeline", true, "pose-selection")]
    [InlineData("planner", false, "planner", "pose-selection", "layout")]
    [InlineData("planner", true, "planner", "pose-selection")]
    public async Task AgentsOf_EveryKindOfRun_NamesAllThatAreAsked(string orchestration, bool hasBox, params string[] expected)
    {
        // A model that only talks leaves everything to the next agent, so that each one is asked.
        await run.RunAsync(TestRun.Request(orchestration: orchestration, box: hasBox ? FarBox : null), new ScriptedChatClient());

        Assert.Equal(expected, InteractionPipeline.AgentsOf(orchestration, hasBox));
        Assert.Equal(expected, run.ClientsAsked);
    }

    /// <summary>A mask has as many numbers as the picture has pixels: the record, which goes into the picture, leaves it out.</summary>
    [Fact]
    public async Task RunAsync_PosesWithMasks_AreRecordedWithoutThem()
    {
        PoseEstimate pose = StickFigure.Kicking.ToPose() with { PersonMask = new ScalarMap(4, 4, new float[16]) };
        run.Scene.Poses.Poses[11] = pose;

        RunOutcome outcome = await run.RunAsync(TestRun.Request(), builtin);

        Assert.Null(outcome.Record.Candidates[1].Pose!.PersonMask);
        Assert.Equal(pose.Landmarks, outcome.Record.Candidates[1].Pose!.Landmarks);
    }

    [Fact]
    public async Task RunAsync_Twice_GivesTheSameRecord()
    {
        RunOutcome first = await run.RunAsync(TestRun.Request(), builtin);
        RunOutcome second = await run.RunAsync(TestRun.Request(), builtin);

        Assert.Equal(first.Record.Transcript, second.Record.Transcript);
        Assert.Equal(first.Record.Layout!.Box, second.Record.Layout!.Box);
        Assert.Equal(first.FinalImage.Pixels, second.FinalImage.Pixels);
    }

    [Fact]
    public async Task RunAsync_Stages_AreTimedAndAnnounced()
    {
        RunOutcome outcome = await run.RunAsync(TestRun.Request(), builtin);

        Assert.Equal(["candidates", "correction", "layout", "layout-trial", "pose-selection"], outcome.Record.Timings.Keys.Order());
        Assert.Equal(["candidates", "pose-selection", "layout", "layout-trial", "correction"], run.Scene.Observer.Events.OfType<StageStarted>().Select(e => e.Stage));
    }

    [Fact]
    public async Task RunAsync_UserBox_SkipsTheLayoutAgent()
    {
        RunOutcome outcome = await run.RunAsync(TestRun.Request(box: FarBox), builtin);

        Assert.Equal(FarBox, outcome.Record.Correction!.Target);
        Assert.Null(outcome.Record.Layout!.Fallback);
        Assert.Equal(0, outcome.Record.Layout.Attempts);
        Assert.DoesNotContain(outcome.Record.Transcript, entry => entry.Agent == "layout");
    }

    [Fact]
    public async Task RunAsync_UserBoxWithPlanner_KeepsTheBox()
    {
        RunOutcome outcome = await run.RunAsync(TestRun.Request(orchestration: "planner", box: FarBox), builtin);

        Assert.Equal(FarBox, outcome.Record.Correction!.Target);
        Assert.DoesNotContain(outcome.Record.Transcript, entry => entry.Tool == "submit_layout");
        Assert.Empty(outcome.Record.Warnings);
    }

    [Fact]
    public async Task RunAsync_ObjectAlreadyInPlace_IsLeftAlone()
    {
        RunOutcome first = await run.RunAsync(TestRun.Request(), builtin);
        Box present = first.Record.Candidates[1].ObjectBox!.Value;

        RunOutcome outcome = await run.RunAsync(TestRun.Request(box: present), builtin);

        Assert.False(outcome.Record.ChangeCheck!.Corrected);
        Assert.Null(outcome.Record.Correction);
        Assert.Null(outcome.BeforeImage);
        Assert.Same(outcome.CandidateImages[1], outcome.FinalImage);
    }

    [Theory]
    [InlineData("pipeline")]
    [InlineData("planner")]
    public async Task RunAsync_PreviewsAndObjectInPlace_FinishesTheChosenOne(string orchestration)
    {
        RunRequest request = TestRun.Request(orchestration: orchestration);
        Box present = (await run.RunAsync(request, builtin)).Record.Candidates[1].ObjectBox!.Value;
        run.Scene.Method.Requests.Clear();

        RunOutcome outcome = await run.RunAsync(request with { Settings = request.Settings with { Box = present, PreviewStep = 2, RoughSteps = 1 } }, builtin);

        Assert.Equal([2, 2, 2, null], run.Scene.Method.Requests.Select(made => made.StopAfter));
        Assert.Equal([1, 1, 1, 0], run.Scene.Method.Requests.Select(made => made.RoughSteps));
        Assert.Equal((3 * 2) + 3 + (request.Settings.Steps - 2), outcome.Record.UNetRows);
        Assert.Same(outcome.CandidateImages[1], outcome.FinalImage);
    }

    [Fact]
    public async Task RunAsync_PreviewsAndCorrection_DrawsOnlyTheCorrectedPictureToItsEnd()
    {
        RunRequest request = TestRun.Request(box: FarBox);

        RunOutcome outcome = await run.RunAsync(request with { Settings = request.Settings with { PreviewStep = 2 } }, builtin);

        Assert.Equal([2, 2, 2, null], run.Scene.Method.Requests.Select(made => made.StopAfter));
        Assert.Equal(FarBox, run.Scene.Method.Requests[^1].TargetBox);
        Assert.NotNull(outcome.Record.Correction);
    }

    [Fact]
    public async Task RunAsync_RecordedDecisions_RepeatThePictureWithoutAModel()
    {
        RunOutcome first = await run.RunAsync(TestRun.Request(), builtin);
        run.Scene.Method.Requests.Clear();

        RunOutcome second = await run.RunAsync(TestRun.Request() with { Decisions = ReplayDecisions.From(first.Record) }, builtin);

        Assert.Equal(first.Record.ImageSha256, second.Record.ImageSha256);
        Assert.Equal(["pose-selection", "layout"], run.ClientsAsked);
        Assert.Equal((first.Record.PoseChoice, first.Record.Layout), (second.Record.PoseChoice, second.Record.Layout));
        Assert.Equal(first.Record.Transcript, second.Record.Transcript);
        Assert.Empty(second.Record.Warnings);
        Assert.Equal(first.Record.Layout!.Box, run.Scene.Method.Requests[^1].TargetBox);
    }

    [Fact]
    public async Task RunAsync_RecordedFallbacks_AreToldAgain()
    {
        RunOutcome first = await run.RunAsync(TestRun.Request(), new ScriptedChatClient());

        RunOutcome second = await run.RunAsync(TestRun.Request() with { Decisions = ReplayDecisions.From(first.Record) }, builtin);

        Assert.Equal(first.Record.PoseChoice, second.Record.PoseChoice);
        Assert.Equal(2, first.Record.Warnings.Count);
        Assert.Equal(first.Record.Warnings, second.Record.Warnings);
    }

    [Theory]
    [InlineData("pipeline")]
    [InlineData("planner")]
    public async Task RunAsync_NoLayoutAndNoKnownPlace_IsRecordedAndToldAgain(string orchestration)
    {
        run.Scene.Method.ObjectWord = "nothing";
        RunOutcome first = await run.RunAsync(TestRun.Request(orchestration: orchestration), new ScriptedChatClient());

        RunOutcome second = await run.RunAsync(TestRun.Request(orchestration: orchestration) with { Decisions = ReplayDecisions.From(first.Record) }, builtin);

        Assert.Null(first.Record.Layout!.Box);
        Assert.Contains("the object stays where it is", first.Record.Layout.Fallback!, StringComparison.Ordinal);
        Assert.Null(first.Record.ChangeCheck);
        Assert.Equal(first.Record.Layout.Fallback, second.Record.Layout!.Fallback);
        Assert.Contains($"Layout: {first.Record.Layout.Fallback}", second.Record.Warnings);
        Assert.Equal(first.Record.Layout.Attempts, second.Record.Layout.Attempts);
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

    [Fact]
    public async Task RunAsync_RecordedDecisionsUnderOtherSettings_SaysThatTheyAreOlder()
    {
        RunOutcome first = await run.RunAsync(TestRun.Request(), builtin);
        RunRequest same = TestRun.Request() with { Decisions = ReplayDecisions.From(first.Record) };

        RunOutcome moved = await run.RunAsync(same with { Settings = same.Settings with { Box = FarBox }, Decisions = same.Decisions!.WithUserBox(FarBox) }, builtin);
        RunOutcome changed = await run.RunAsync(same with { Settings = same.Settings with { Steps = 6 } }, builtin);

        Assert.Empty(moved.Record.Warnings);
        Assert.Equal((FarBox, "Given by the user."), (moved.Record.Layout!.Box, moved.Record.Layout.Reasoning));
        Assert.Contains("other settings", Assert.Single(changed.Record.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_PlainMethod_MakesOnePictureWithoutAgents()
    {
        RunOutcome outcome = await run.RunAsync(TestRun.Request(method: "stable-diffusion"), builtin);

        Assert.Single(outcome.CandidateImages);
        Assert.Empty(run.ClientsAsked);
        Assert.Null(outcome.Record.PoseChoice);
        Assert.Empty(outcome.Record.Warnings);
        Assert.Null(ReplayDecisions.From(outcome.Record));
    }

    [Fact]
    public async Task RunAsync_NoInteraction_SaysSoAndMakesOnePicture()
    {
        RunOutcome outcome = await run.RunAsync(TestRun.Request(prompt: new InteractionPrompt { Text = "a red house" }), builtin);

        Assert.Single(outcome.CandidateImages);
        Assert.Empty(run.ClientsAsked);
        Assert.Contains("no interaction", Assert.Single(outcome.Record.Warnings), StringComparison.Ordinal);
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
            (TestRun.Request(method: "stable-diffusion", box: FarBox), "cannot place objects"),
            (TestRun.Request(prompt: new InteractionPrompt { Text = "a house" }, box: FarBox), "no object to place"),
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
