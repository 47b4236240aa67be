using Microsoft.Extensions.AI;
using ReCorD.Agents.Runs;
using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Methods;
using ReCorD.Fakes;
using ReCorD.Vision.Poses;

namespace ReCorD.Agents.Tests.Runs;

/// <summary>Repeats of runs from what their records decided.</summary>
public sealed class RecordedDecisionsTests : IDisposable
{
    private readonly TestRun run = new();
    private readonly IChatClient builtin = TestRun.Builtin();

    public void Dispose()
    {
        builtin.Dispose();
        run.Dispose();
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

    [Fact]
    public async Task RunAsync_RecordedDecisionsUnderOtherSettings_SaysThatTheyAreOlder()
    {
        RunOutcome first = await run.RunAsync(TestRun.Request(), builtin);
        RunRequest same = TestRun.Request() with { Decisions = ReplayDecisions.From(first.Record) };

        RunOutcome moved = await run.RunAsync(same with { Settings = same.Settings with { Box = TestRun.FarBox }, Decisions = same.Decisions!.WithUserBox(TestRun.FarBox) }, builtin);
        RunOutcome changed = await run.RunAsync(same with { Settings = same.Settings with { Steps = 6 } }, builtin);

        Assert.Empty(moved.Record.Warnings);
        Assert.Equal((TestRun.FarBox, "Given by the user."), (moved.Record.Layout!.Box, moved.Record.Layout.Reasoning));
        Assert.Contains("other settings", Assert.Single(changed.Record.Warnings), StringComparison.Ordinal);
    }
}
