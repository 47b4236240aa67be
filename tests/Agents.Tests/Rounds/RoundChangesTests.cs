using ReCorD.Agents.Runs;
using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Methods;
using ReCorD.Fakes;
using ReCorD.Plugins.Scenes;
using static ReCorD.Agents.Tests.Rounds.RoundScript;

namespace ReCorD.Agents.Tests.Rounds;

/// <summary>What a critic can ask for, and what the next round makes of it.</summary>
public sealed class RoundChangesTests : IDisposable
{
    private readonly TestRun run = new();

    public void Dispose() => run.Dispose();

    [Theory]
    [InlineData(0.8, 2)]
    [InlineData(0.3, 1)]
    public async Task RunAsync_AnotherCandidate_IsPlacedAnewAndTheBestRoundIsKept(double second, int kept)
    {
        RunOutcome outcome = await run.RunAsync(2, Choose(1), Place(), Critiques.Ask(0.5, "other_candidate", "\"candidate_index\": 2"), Place(200, 200, 300, 300, StickFigure.Standing), Critiques.Give(second, false));

        RunRecord record = outcome.Record;
        Assert.Equal(kept, record.Rounds!.Kept);
        Assert.Equal([1, 2], record.Rounds.Items.Select(round => round.PoseChoice!.Index));
        Assert.Equal(kept, record.PoseChoice!.Index);
        Assert.Equal(kept == 2 ? 112 : 111, outcome.FinalImage.Pixels[0]);
        Assert.Equal([111, 112], outcome.RoundImages.Select(round => (int)round.Image.Pixels[0]));
        Assert.Contains("Asked for by the critic", record.Rounds.Items[1].PoseChoice!.Reasoning, StringComparison.Ordinal);
        Assert.Equal(5, run.Scene.Method.Requests.Count);
    }

    [Fact]
    public async Task RunAsync_AnotherBox_KeepsCandidateAndReasons()
    {
        RunOutcome outcome = await run.RunAsync(2, Choose(1), Place(), Critiques.Ask(0.5, "move_box", "\"object_box\": {\"x1\": 100, \"y1\": 380, \"x2\": 200, \"y2\": 480}"), Critiques.Accept());

        Assert.Equal(Box.FromPixels(100, 380, 200, 480), outcome.Record.Correction!.Target);
        Assert.Equal("test", outcome.Record.PoseChoice!.Reasoning);
        Assert.Equal(5, run.Scene.Method.Requests.Count);
    }

    [Theory]
    [InlineData("stronger", 22.5)]
    [InlineData("weaker", 10.0)]
    public async Task RunAsync_OtherStrength_ChangesNothingElse(string change, double strength)
    {
        RunOutcome outcome = await run.RunAsync(2, Choose(1), Place(), Critiques.Ask(0.5, change), Critiques.Accept());

        GenerationRequest first = run.Scene.Method.Requests[3], second = run.Scene.Method.Requests[4];
        Assert.Equal(strength, second.CorrectionStrength!.Value, 9);
        Assert.Equal((first.Seed, first.TargetBox), (second.Seed, second.TargetBox));
        Assert.Equal(strength, outcome.Record.Rounds!.Result().CorrectionStrength!.Value, 9);
        Assert.Null(outcome.Record.Settings.CorrectionStrength);
    }

    [Fact]
    public async Task RunAsync_OtherSeeds_MakesNewCandidatesThatNoRoundHad()
    {
        run.ShadePoses(13, 14, 15);

        RunOutcome outcome = await run.RunAsync(2, Choose(1), Place(), Critiques.Ask(0.5, "other_seeds"), Choose(0), Place(200, 200, 300, 300, StickFigure.Standing), Critiques.Accept());

        Assert.Equal([10L, 11, 12, 11, 13, 14, 15, 13], run.Scene.Method.Requests.Select(request => request.Seed));
        Assert.Equal(13, outcome.Record.Rounds!.Result().Seed);
        Assert.Equal(10, outcome.Record.Settings.Seed);
        Assert.Equal([13L, 14, 15], outcome.Record.Candidates.Select(candidate => candidate.Seed));
    }

    [Fact]
    public async Task RunAsync_OtherSeedsAfterAPlannerAddedSome_MakesNewCandidatesAboveThose()
    {
        run.Scene.Poses.Poses.Clear();
        RunRequest request = Request(2);
        ScriptedChatClient model = new(
            ScriptedChatClient.Call(("generate_candidates", "{}")), ScriptedChatClient.Call(("add_candidates", """{"seed_offsets": [7]}""")), Choose(1), PlaceAnywhere(),
            ScriptedChatClient.Call(("correct_interaction", "{}")), ScriptedChatClient.Call(("finish", """{"branch_index": 0, "summary": "done"}""")),
            Critiques.Ask(0.5, "other_seeds"), Choose(0), PlaceAnywhere(), Critiques.Accept());

        RunOutcome outcome = await run.RunAsync(request with { Settings = request.Settings with { Orchestration = "planner" } }, model);

        Assert.Equal(18, outcome.Record.Rounds!.Items[1].Seed);
        Assert.Equal([10L, 11, 12, 17, 18, 19, 20], run.Scene.Method.Requests.Select(one => one.Seed).Distinct());
    }

    [Theory]
    [InlineData("pipeline", 1, 3)]
    [InlineData("pipeline", 2, 6)]
    [InlineData("planner", 1, 3)]
    [InlineData("planner", 2, 67)]
    public async Task RunAsync_SeedWithoutRoomForAllCandidates_IsRefused(string orchestration, int rounds, int candidates)
    {
        RunRequest request = Request(rounds);
        RunSettings settings = request.Settings with { Orchestration = orchestration, Seed = long.MaxValue - candidates + 2 };

        AgentException error = await Assert.ThrowsAsync<AgentException>(() => run.RunAsync(request with { Settings = settings }, new ScriptedChatClient()));

        Assert.Contains(FormattableString.Invariant($"the {candidates} candidates"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_NegativePromptWithAKnownPart_AddsTheRest()
    {
        RunRequest request = Request(2);

        await run.RunAsync(request with { Settings = request.Settings with { NegativePrompt = "ugly, Blurry" } }, Choose(1), Place(), Critiques.Ask(0.5, "negative_prompt", "\"negative_prompt\": \"blurry, second ball\""), Choose(1), Place(), Critiques.Accept());

        Assert.Equal("ugly, Blurry, second ball", run.Scene.Method.Requests[^1].NegativePrompt);
    }

    [Fact]
    public async Task RunAsync_NegativePrompt_IsAddedToTheUsers()
    {
        RunRequest request = Request(2);

        await run.RunAsync(request with { Settings = request.Settings with { NegativePrompt = "blurry" } }, Choose(1), Place(), Critiques.Ask(0.5, "negative_prompt", "\"negative_prompt\": \"second ball\""), Choose(1), Place(), Critiques.Accept());

        Assert.Equal("blurry, second ball", run.Scene.Method.Requests[^1].NegativePrompt);
    }
}
