using Microsoft.Extensions.AI;
using ReCorD.Agents.Runs;
using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Prompts;
using ReCorD.Fakes;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Scenes;
using static ReCorD.Agents.Tests.Rounds.RoundScript;

namespace ReCorD.Agents.Tests.Rounds;

public sealed class RoundLoopTests : IDisposable
{
    private readonly TestRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task RunAsync_AcceptedAtOnce_IsOneRoundWithItsCritique()
    {
        RunOutcome outcome = await run.RunAsync(3, Choose(1), Place(), Critiques.Accept(0.9));

        RoundRecord round = Assert.Single(outcome.Record.Rounds!.Items);
        Assert.Equal(1, outcome.Record.Rounds.Kept);
        Assert.Equal(0.9, round.Critique.Score!.Value, 9);
        Assert.True(round.Critique.Accepted);
        Assert.Equal(outcome.Record.ImageSha256, round.ImageSha256);
        Assert.Equal(outcome.Record.Correction!.ShareAfter, round.Measures.AttentionShare!.Value, 9);
        Assert.Equal(outcome.Record.Correction.IouAfter, round.Measures.BoxIou!.Value, 9);
        Assert.Equal("rounds/1.png", round.Image);
        Assert.Equal([new RoundStarted(1, 3, "none", ""), new RoundFinished(1, round.Critique.Score, true)], run.Scene.Observer.Events.Where(e => e is RoundStarted or RoundFinished));
    }

    /// <summary>The planner's order of tools and its budget end with its run; a critic may look and answer all the same.</summary>
    [Fact]
    public async Task RunAsync_PlannerDroveTheRun_TheCriticIsHeard()
    {
        RunRequest request = Request(2);

        RunOutcome outcome = await run.RunAsync(request with { Settings = request.Settings with { Orchestration = "planner" } }, TestRun.Builtin());

        Assert.All(outcome.Record.Rounds!.Items, round => Assert.NotNull(round.Critique.Score));
        Assert.Equal(outcome.Record.Transcript.Count(entry => entry is { Agent: "planner", Role: "tool" }), outcome.Record.Planning!.Calls);
    }

    [Fact]
    public async Task RunAsync_UserBox_StaysInAllRounds()
    {
        Box box = Box.FromPixels(300, 300, 430, 430);
        RunRequest request = Request(2);

        RunOutcome outcome = await run.RunAsync(
            request with { Settings = request.Settings with { Box = box } },
            Choose(1), Critiques.Ask(0.5, "move_box", "\"object_box\": {\"x1\": 100, \"y1\": 380, \"x2\": 200, \"y2\": 480}"), Critiques.Ask(0.5, "other_candidate", "\"candidate_index\": 0"), Critiques.Accept());

        Assert.Equal(2, outcome.Record.Rounds!.Items[0].Critique.Attempts);
        Assert.All(outcome.Record.Rounds.Items, round => Assert.Equal(box, round.Layout!.Box));
    }

    [Fact]
    public async Task RunAsync_PlainPicture_HasOneRoundAndSaysWhy()
    {
        InteractionPrompt prompt = new() { Text = "a lake" };
        RunRequest request = Request(2);

        RunOutcome outcome = await run.RunAsync(request with { Prompt = prompt }, new ScriptedChatClient());

        Assert.Null(outcome.Record.Rounds);
        Assert.Contains(outcome.Record.Warnings, warning => warning.Contains("one round", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_BuiltinAndCorrectionThatFails_FindsSomethingBetter()
    {
        // The correction of the kicking boy goes astray; the other candidates stand there idle, so new ones are made: one has the ball at the foot.
        using IChatClient builtin = TestRun.Builtin();
        Box foot = (await run.RunAsync(Request(1), builtin)).Record.Layout!.Box!.Value;
        run.Scene.Method.Astray = (0.9, 0.1);
        run.Scene.Poses.Poses[111] = StickFigure.Kicking.ToPose();
        run.Scene.Poses.Poses[13] = StickFigure.Kicking.ToPose();
        run.Scene.Method.Places[13] = (foot.CenterX, foot.CenterY);
        run.Scene.Method.Radius = 0.1;

        RunOutcome outcome = await run.RunAsync(Request(2), builtin);

        RoundsRecord rounds = outcome.Record.Rounds!;
        Assert.Equal("other_seeds", rounds.Items[1].Change.Kind);
        Assert.Equal(2, rounds.Kept);
        Assert.True(rounds.Result().Critique.Score > rounds.First().Critique.Score);
        Assert.True(rounds.Result().Measures.AttentionShare > rounds.First().Measures.AttentionShare);
        Assert.True(rounds.Result().Measures.BoxIou > rounds.First().Measures.BoxIou);
    }

    [Fact]
    public async Task RunAsync_BuiltinTwice_GivesTheSame()
    {
        run.Scene.Method.Astray = (0.9, 0.1);
        using IChatClient builtin = TestRun.Builtin();

        RunOutcome first = await run.RunAsync(Request(3), builtin), second = await run.RunAsync(Request(3), builtin);

        Assert.Equal(first.Record.Transcript, second.Record.Transcript);
        Assert.Equal(first.Record.Rounds!.Items.Select(round => round.ImageSha256), second.Record.Rounds!.Items.Select(round => round.ImageSha256));
        Assert.Equal(first.Record.Rounds.Kept, second.Record.Rounds.Kept);
        Assert.Equal(3, first.Record.Rounds.Items.Count);
    }
}
