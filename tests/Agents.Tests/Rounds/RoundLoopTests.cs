using Microsoft.Extensions.AI;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Providers;
using ReCorD.Agents.Runs;
using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Methods;
using ReCorD.Diffusion.Prompts;
using ReCorD.Fakes;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Layout;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Agents.Tests.Rounds;

public sealed class RoundLoopTests : IDisposable
{
    private readonly TestRun run = new();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task RunAsync_AcceptedAtOnce_IsOneRoundWithItsCritique()
    {
        RunOutcome outcome = await RunAsync(3, Choose(1), Place(), Critiques.Accept(0.9));

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

    [Theory]
    [InlineData(0.8, 2)]
    [InlineData(0.3, 1)]
    public async Task RunAsync_AnotherCandidate_IsPlacedAnewAndTheBestRoundIsKept(double second, int kept)
    {
        RunOutcome outcome = await RunAsync(2, Choose(1), Place(), Critiques.Ask(0.5, "other_candidate", "\"candidate_index\": 2"), Place(200, 200, 300, 300, StickFigure.Standing), Critiques.Give(second, false));

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
        RunOutcome outcome = await RunAsync(2, Choose(1), Place(), Critiques.Ask(0.5, "move_box", "\"object_box\": {\"x1\": 100, \"y1\": 380, \"x2\": 200, \"y2\": 480}"), Critiques.Accept());

        Assert.Equal(Box.FromPixels(100, 380, 200, 480), outcome.Record.Correction!.Target);
        Assert.Equal("test", outcome.Record.PoseChoice!.Reasoning);
        Assert.Equal(5, run.Scene.Method.Requests.Count);
    }

    [Theory]
    [InlineData("stronger", 22.5)]
    [InlineData("weaker", 10.0)]
    public async Task RunAsync_OtherStrength_ChangesNothingElse(string change, double strength)
    {
        RunOutcome outcome = await RunAsync(2, Choose(1), Place(), Critiques.Ask(0.5, change), Critiques.Accept());

        GenerationRequest first = run.Scene.Method.Requests[3], second = run.Scene.Method.Requests[4];
        Assert.Equal(strength, second.CorrectionStrength!.Value, 9);
        Assert.Equal((first.Seed, first.TargetBox), (second.Seed, second.TargetBox));
        Assert.Equal(strength, outcome.Record.Rounds!.Result().CorrectionStrength!.Value, 9);
        Assert.Null(outcome.Record.Settings.CorrectionStrength);
    }

    [Fact]
    public async Task RunAsync_OtherSeeds_MakesNewCandidatesThatNoRoundHad()
    {
        ShadePoses(13, 14, 15);

        RunOutcome outcome = await RunAsync(2, Choose(1), Place(), Critiques.Ask(0.5, "other_seeds"), Choose(0), Place(200, 200, 300, 300, StickFigure.Standing), Critiques.Accept());

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

        await RunAsync(request with { Settings = request.Settings with { NegativePrompt = "ugly, Blurry" } }, Choose(1), Place(), Critiques.Ask(0.5, "negative_prompt", "\"negative_prompt\": \"blurry, second ball\""), Choose(1), Place(), Critiques.Accept());

        Assert.Equal("ugly, Blurry, second ball", run.Scene.Method.Requests[^1].NegativePrompt);
    }

    [Fact]
    public async Task RunAsync_NegativePrompt_IsAddedToTheUsers()
    {
        RunRequest request = Request(2);

        await RunAsync(request with { Settings = request.Settings with { NegativePrompt = "blurry" } }, Choose(1), Place(), Critiques.Ask(0.5, "negative_prompt", "\"negative_prompt\": \"second ball\""), Choose(1), Place(), Critiques.Accept());

        Assert.Equal("blurry, second ball", run.Scene.Method.Requests[^1].NegativePrompt);
    }

    [Fact]
    public async Task RunAsync_ThreeInvalidCritiques_AcceptTheRoundOpenly()
    {
        RunOutcome outcome = await RunAsync(3, Choose(1), Place(), Critiques.Give(1.5, true), Critiques.Ask(0.5, "magic"), Critiques.Give(0.5, false));

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
        ShadePoses(13, 14, 15);
        RunOutcome one = await RunAsync(2, Choose(1), Place(), Critiques.Accept());
        int asked = 0;
        ScriptedChatClient model = new(Choose(1), Place(), Critiques.Ask(0.5, "other_seeds")) { BeforeAnswer = () => Fail(++asked > 3) };

        RunOutcome outcome = await run.RunAsync(Request(2), model);

        int candidates = outcome.Record.UNetRows!.Value - one.Record.UNetRows!.Value;
        Assert.Single(outcome.Record.Rounds!.Items);
        Assert.True(candidates > 0);
        Assert.True(outcome.Record.Timings["candidates"] > one.Record.Timings["candidates"]);
    }

    [Fact]
    public async Task RunAsync_RepeatOfSeveralRounds_DrawsTheKeptOneAndTellsTheSame()
    {
        RunOutcome first = await RunAsync(3, Choose(1), Place(), Critiques.Ask(0.5, "stronger"), Critiques.Ask(0.8, "other_candidate", "\"candidate_index\": 0"), Place(200, 200, 300, 300, StickFigure.Standing), Critiques.Give(0.3, false));
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
        ShadePoses(13, 14, 15);
        RunOutcome first = await RunAsync(2, Choose(1), Place(), Critiques.Ask(0.5, "other_seeds"), Choose(0), Place(200, 200, 300, 300, StickFigure.Standing), Critiques.Accept());
        Box box = Box.FromPixels(20, 380, 140, 500);
        RunRequest request = Request(2);

        RunOutcome branch = await run.RunAsync(request with { Settings = request.Settings with { Box = box }, Decisions = ReplayDecisions.From(first.Record)!.WithUserBox(box) }, new ScriptedChatClient());

        Assert.Equal(box, branch.Record.Correction!.Target);
        Assert.Null(branch.Record.Rounds);
        Assert.Equal((13, 1), (branch.Record.Settings.Seed, branch.Record.Settings.Rounds));
        Assert.Empty(branch.Record.Warnings);
    }

    [Fact]
    public async Task RunAsync_UserBox_StaysInAllRounds()
    {
        Box box = Box.FromPixels(300, 300, 430, 430);
        RunRequest request = Request(2);

        RunOutcome outcome = await RunAsync(
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

    private static void Fail(bool now)
    {
        if (now)
        {
            throw new ChatProviderException("Nobody answers.");
        }
    }

    private static ChatMessage Choose(int index) => ScriptedChatClient.Call(("submit_pose_choice", $$"""{"candidate_index": {{index}}, "reasoning": "test"}"""));

    private static ChatMessage Place(int x1 = 400, int y1 = 300, int x2 = 480, int y2 = 380, StickFigure? figure = null)
    {
        BoxArgument person = BoxArgument.From((figure ?? StickFigure.Kicking).ToPose().PersonBox);
        return ScriptedChatClient.Call(("submit_layout", $$"""
            {"object_box": {"x1": {{x1}}, "y1": {{y1}}, "x2": {{x2}}, "y2": {{y2}} }, "person_box": {"x1": {{person.X1}}, "y1": {{person.Y1}}, "x2": {{person.X2}}, "y2": {{person.Y2}} },
             "pose_type": "dynamic", "body_orientation": "profile", "facial_direction": "right", "object_relationship": "in front of", "object_size": "small", "reasoning": "foot"}
            """));
    }

    /// <summary>Valid where no person is found, whose box it would have to repeat.</summary>
    private static ChatMessage PlaceAnywhere() => ScriptedChatClient.Call(("submit_layout", """
        {"object_box": {"x1": 300, "y1": 300, "x2": 430, "y2": 430}, "pose_type": "static", "body_orientation": "frontal", "facial_direction": "left",
         "object_relationship": "beside", "object_size": "small", "reasoning": "mine"}
        """));

    private static RunRequest Request(int rounds)
    {
        RunRequest request = TestRun.Request();
        return request with { Settings = request.Settings with { Rounds = rounds } };
    }

    private void ShadePoses(params byte[] shades)
    {
        foreach (byte shade in shades)
        {
            run.Scene.Poses.Poses[shade] = StickFigure.Standing.ToPose();
        }
    }

    private Task<RunOutcome> RunAsync(int rounds, params ChatMessage[] answers) => RunAsync(Request(rounds), answers);

    private Task<RunOutcome> RunAsync(RunRequest request, params ChatMessage[] answers) => run.RunAsync(request, new ScriptedChatClient(answers));
}
