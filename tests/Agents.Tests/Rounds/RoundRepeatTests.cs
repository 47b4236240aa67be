using ReCorD.Agents.Runs;
using ReCorD.Compute.Imaging;
using ReCorD.Fakes;
using static ReCorD.Agents.Tests.Rounds.RoundScript;

namespace ReCorD.Agents.Tests.Rounds;

/// <summary>Repeats of runs with rounds.</summary>
public sealed class RoundRepeatTests : IDisposable
{
    private readonly TestRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task RunAsync_RepeatOfSeveralRounds_DrawsTheKeptOneAndTellsTheSame()
    {
        RunOutcome first = await run.RunAsync(3, Choose(1), Place(), Critiques.Ask(0.5, "stronger"), Critiques.Ask(0.8, "other_candidate", "\"candidate_index\": 0"), Place(200, 200, 300, 300, StickFigure.Standing), Critiques.Give(0.3, false));
        run.Scene.Method.Requests.Clear();
        ScriptedChatClient silent = new();

        RunOutcome again = await run.RunAsync(Request(3) with { Decisions = ReplayDecisions.From(first.Record) }, silent);

        Assert.Equal(2, first.Record.Rounds!.Kept);
        Assert.Empty(silent.Requests);
        Assert.Equal(first.FinalImage.Pixels, again.FinalImage.Pixels);
        Assert.Equal(22.5, run.Scene.Method.Requests[^1].CorrectionStrength!.Value, 9);
        Assert.Equal(4, run.Scene.Method.Requests.Count);
        Assert.Equal(first.Record.Settings, again.Record.Settings);
        Assert.Same(first.Record.Rounds, again.Record.Rounds);
        Assert.Equal(first.Record.Warnings, again.Record.Warnings);
        Assert.Equal(first.Record.Transcript, again.Record.Transcript);
        Assert.Equal([2], again.RoundImages.Select(round => round.Number));
    }

    [Fact]
    public async Task RunAsync_BranchOfSeveralRounds_GoesOnFromTheKeptOne()
    {
        run.ShadePoses(13, 14, 15);
        RunOutcome first = await run.RunAsync(2, Choose(1), Place(), Critiques.Ask(0.5, "other_seeds"), Choose(0), Place(200, 200, 300, 300, StickFigure.Standing), Critiques.Accept());
        Box box = Box.FromPixels(20, 380, 140, 500);
        RunRequest request = Request(2);

        RunOutcome branch = await run.RunAsync(request with { Settings = request.Settings with { Box = box }, Decisions = ReplayDecisions.From(first.Record)!.WithUserBox(box) }, new ScriptedChatClient());

        Assert.Equal(box, branch.Record.Correction!.Target);
        Assert.Null(branch.Record.Rounds);
        Assert.Equal((13, 1), (branch.Record.Settings.Seed, branch.Record.Settings.Rounds));
        Assert.Empty(branch.Record.Warnings);
    }
}
