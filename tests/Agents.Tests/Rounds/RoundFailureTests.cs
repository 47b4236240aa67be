using ReCorD.Agents.Conversations;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Runs;
using ReCorD.Diffusion.Methods;
using ReCorD.Fakes;
using ReCorD.Plugins.Scenes;
using static ReCorD.Agents.Tests.Rounds.RoundScript;

namespace ReCorD.Agents.Tests.Rounds;

/// <summary>Critics and chat models that fail: what is finished stands.</summary>
public sealed class RoundFailureTests : IDisposable
{
    private readonly TestRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task RunAsync_ThreeInvalidCritiques_AcceptTheRoundOpenly()
    {
        RunOutcome outcome = await run.RunAsync(3, Choose(1), Place(), Critiques.Give(1.5, true), Critiques.Ask(0.5, "magic"), Critiques.Give(0.5, false));

        RoundRecord round = Assert.Single(outcome.Record.Rounds!.Items);
        Assert.True(round.Critique.Accepted);
        Assert.Null(round.Critique.Score);
        Assert.Contains("accepted without critique", round.Critique.Fallback!, StringComparison.Ordinal);
        Assert.Contains("Critique of round 1", Assert.Single(outcome.Record.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Reason_NobodyAnswered_SpeaksOfNoAttempts()
    {
        Assert.Equal("no answer was given; it stays.", Fallbacks.Reason(0, null, "it stays"));
        Assert.Equal("no valid answer in 1 attempt; it stays. Last problem: none stated.", Fallbacks.Reason(1, null, "it stays"));
    }

    [Fact]
    public async Task RunAsync_CriticOutOfReach_KeepsTheRound()
    {
        int asked = 0;
        ScriptedChatClient model = new(Choose(1), Place()) { BeforeAnswer = () => Fail(++asked > 2) };

        RunOutcome outcome = await run.RunAsync(Request(3), model);

        Assert.Equal(111, outcome.FinalImage.Pixels[0]);
        Assert.Contains("could not be asked", Assert.Single(outcome.Record.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ChatModelGoneInALaterRound_KeepsTheRoundBefore()
    {
        int asked = 0;
        ScriptedChatClient model = new(Choose(1), Place(), Critiques.Ask(0.5, "other_candidate", "\"candidate_index\": 0")) { BeforeAnswer = () => Fail(++asked > 3) };

        RunOutcome outcome = await run.RunAsync(Request(3), model);

        Assert.Equal(111, outcome.FinalImage.Pixels[0]);
        Assert.Single(outcome.Record.Rounds!.Items);
        Assert.Contains("Round 2 could not be finished", Assert.Single(outcome.Record.Warnings), StringComparison.Ordinal);
    }

    /// <summary>What it cost and what was found out stays told.</summary>
    [Fact]
    public async Task RunAsync_LaterRoundThatFails_IsCounted()
    {
        run.ShadePoses(13, 14, 15);
        RunOutcome one = await run.RunAsync(2, Choose(1), Place(), Critiques.Accept());
        int asked = 0;
        ScriptedChatClient model = new(Choose(1), Place(), Critiques.Ask(0.5, "other_seeds")) { BeforeAnswer = () => Fail(++asked > 3) };

        RunOutcome outcome = await run.RunAsync(Request(2), model);

        int candidates = outcome.Record.UNetRows!.Value - one.Record.UNetRows!.Value;
        Assert.Single(outcome.Record.Rounds!.Items);
        Assert.True(candidates > 0);
        Assert.True(outcome.Record.Timings["candidates"] > one.Record.Timings["candidates"]);
    }

    private static void Fail(bool now)
    {
        if (now)
        {
            throw new ChatProviderException("Nobody answers.");
        }
    }
}
