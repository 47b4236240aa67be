using System.Security.Cryptography;
using Microsoft.Extensions.AI;
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
        await run.RunAsync(TestRun.Request(orchestration: orchestration, box: hasBox ? TestRun.FarBox : null), new ScriptedChatClient());

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
        RunOutcome outcome = await run.RunAsync(TestRun.Request(box: TestRun.FarBox), builtin);

        Assert.Equal(TestRun.FarBox, outcome.Record.Correction!.Target);
        Assert.Null(outcome.Record.Layout!.Fallback);
        Assert.Equal(0, outcome.Record.Layout.Attempts);
        Assert.DoesNotContain(outcome.Record.Transcript, entry => entry.Agent == "layout");
    }

    [Fact]
    public async Task RunAsync_UserBoxWithPlanner_KeepsTheBox()
    {
        RunOutcome outcome = await run.RunAsync(TestRun.Request(orchestration: "planner", box: TestRun.FarBox), builtin);

        Assert.Equal(TestRun.FarBox, outcome.Record.Correction!.Target);
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
        RunRequest request = TestRun.Request(box: TestRun.FarBox);

        RunOutcome outcome = await run.RunAsync(request with { Settings = request.Settings with { PreviewStep = 2 } }, builtin);

        Assert.Equal([2, 2, 2, null], run.Scene.Method.Requests.Select(made => made.StopAfter));
        Assert.Equal(TestRun.FarBox, run.Scene.Method.Requests[^1].TargetBox);
        Assert.NotNull(outcome.Record.Correction);
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
}
