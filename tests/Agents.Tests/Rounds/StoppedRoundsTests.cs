using ReCorD.Agents.Runs;
using ReCorD.Fakes;
using static ReCorD.Agents.Tests.Rounds.RoundScript;

namespace ReCorD.Agents.Tests.Rounds;

/// <summary>A run of several rounds that is cancelled: what is finished is not lost.</summary>
public sealed class StoppedRoundsTests : IDisposable
{
    private readonly TestRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task RunAsync_CancelledInALaterRound_HasTheRoundBefore()
    {
        RunOutcome kept = await StopAsync(3, new ScriptedChatClient(Choose(1), Place(), Critiques.Ask(0.5, "other_candidate", "\"candidate_index\": 0")), at: 4);

        RoundRecord round = Assert.Single(kept.Record.Rounds!.Items);
        Assert.Equal(0.5, round.Critique.Score!.Value, 9);
        Assert.Equal((111, 1), (kept.FinalImage.Pixels[0], kept.Record.Rounds.Kept));
        Assert.Equal(kept.Record.ImageSha256, round.ImageSha256);
        Assert.Equal(["The run was stopped in round 2 of 3; the best round before it is kept."], kept.Record.Warnings);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task RunAsync_CancelledAtALaterCritique_HasTheBestThatWasJudged(int rounds)
    {
        RunOutcome kept = await StopAsync(
            rounds, new ScriptedChatClient(Choose(1), Place(), Critiques.Ask(0.5, "other_candidate", "\"candidate_index\": 2"), Place(200, 200, 300, 300, StickFigure.Standing)), at: 5);

        Assert.Equal(1, kept.Record.Rounds!.Kept);
        Assert.Equal([111, 112], kept.RoundImages.Select(round => (int)round.Image.Pixels[0]));
        Assert.Equal(["Critique of round 2: the run was stopped before it came."], kept.Record.Warnings);
    }

    [Fact]
    public async Task RunAsync_CancelledAtTheFirstCritique_HasTheFirstPicture()
    {
        RunOutcome kept = await StopAsync(3, new ScriptedChatClient(Choose(1), Place()), at: 3);

        RoundRecord round = Assert.Single(kept.Record.Rounds!.Items);
        Assert.Equal((111, (double?)null), (kept.FinalImage.Pixels[0], round.Critique.Score));
        Assert.Equal("the run was stopped before it came.", round.Critique.Fallback);
    }

    [Fact]
    public async Task RunAsync_CancelledBeforeThereIsAPicture_HasNothing()
    {
        using CancellationTokenSource stop = new();
        ScriptedChatClient model = new(Choose(1)) { BeforeAnswer = () => Cancel(stop) };

        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.RunAsync(Request(3), model, stop.Token));

        Assert.IsNotType<RunStoppedException>(error);
    }

    /// <summary>Cancels when the model is asked for the nth time.</summary>
    private async Task<RunOutcome> StopAsync(int rounds, ScriptedChatClient model, int at)
    {
        using CancellationTokenSource stop = new();
        int asked = 0;
        model.BeforeAnswer = () =>
        {
            if (++asked == at)
            {
                Cancel(stop);
            }
        };
        return (await Assert.ThrowsAsync<RunStoppedException>(() => run.RunAsync(Request(rounds), model, stop.Token))).Outcome!;
    }

    private static void Cancel(CancellationTokenSource stop)
    {
        stop.Cancel();
        stop.Token.ThrowIfCancellationRequested();
    }
}
