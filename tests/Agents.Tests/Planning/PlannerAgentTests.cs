using Microsoft.Extensions.AI;
using ReCorD.Agents.Runs;
using ReCorD.Fakes;
using ReCorD.Plugins.Guards;

namespace ReCorD.Agents.Tests.Planning;

public sealed class PlannerAgentTests : IDisposable
{
    private const string Layout = """
        {"object_box": {"x1": 300, "y1": 300, "x2": 430, "y2": 430}, "pose_type": "static", "body_orientation": "frontal", "facial_direction": "left",
         "object_relationship": "beside", "object_size": "small", "reasoning": "mine"}
        """;

    private readonly TestRun run = new();

    public PlannerAgentTests() => run.Scene.Poses.Poses.Clear();

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task A_run_ends_at_finish_and_the_record_tells_of_all_branches()
    {
        RunOutcome outcome = await run.RunAsync(Planner(), Branching(kept: 0));

        PlanningRecord planning = outcome.Record.Planning!;
        Assert.Equal("The first is best.", planning.Summary);
        Assert.Equal([(0, 0, true), (1, 4, false)], planning.Branches.Select(branch => (branch.Index, branch.Candidate, branch.Kept)));
        Assert.Equal(outcome.Record.Correction!.ShareAfter, planning.Branches[0].ShareAfter);
        Assert.Equal(9, planning.Calls);
        Assert.Equal((0, 2), (outcome.Record.PoseChoice!.Index, outcome.BranchImages.Count));
        Assert.Same(outcome.FinalImage, outcome.BranchImages[0]);
        Assert.Empty(outcome.Record.Warnings);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_repeat_draws_the_kept_branch_to_the_same_pixels(int kept)
    {
        RunOutcome first = await run.RunAsync(Planner(), Branching(kept));
        run.Scene.Method.Requests.Clear();
        ScriptedChatClient silent = new();

        RunOutcome second = await run.RunAsync(Planner() with { Decisions = ReplayDecisions.From(first.Record) }, silent);

        Assert.Empty(silent.Requests);
        Assert.Equal(first.Record.ImageSha256, second.Record.ImageSha256);
        Assert.Equal([10L, 11L, 12L, 17L, 15L], second.Record.Candidates.Select(candidate => candidate.Seed));
        Assert.Equal(first.Record.Planning, second.Record.Planning);
        Assert.Equal(first.Record.Correction!.Target, second.Record.Correction!.Target);
        Assert.Empty(second.BranchImages);

        // Five candidates and one correction; the other branch is told of and not drawn.
        Assert.Equal(6, run.Scene.Method.Requests.Count);
    }

    [Fact]
    public async Task The_model_is_told_its_budget_and_what_things_cost()
    {
        ScriptedChatClient model = new();

        await run.RunAsync(Planner() with { Limits = new RunLimits { MaximumCalls = 12, MaximumSeconds = 300 } }, model);

        string facts = model.Requests[0][^1].Text;
        Assert.Contains("\"budget\":{\"steps\":58,\"calls\":12,\"seconds\":300}", facts, StringComparison.Ordinal);
        Assert.Contains("\"costs_in_steps\":{\"candidates\":15,\"candidate\":5,\"layout_trial\":3,\"correction\":5}", facts, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_heeds_the_last_word_finishes()
    {
        ScriptedChatClient model = new(
            ScriptedChatClient.Call(("generate_candidates", "{}"), ("submit_pose_choice", """{"candidate_index": 0, "reasoning": "mine"}"""), ("submit_layout", Layout), ("correct_interaction", "{}")),
            ScriptedChatClient.Call(("extract_pose", """{"candidate_index": 0}""")),
            ScriptedChatClient.Call(("finish", """{"branch_index": 0, "summary": "In time."}""")));

        RunOutcome outcome = await run.RunAsync(Planner() with { Limits = new RunLimits { MaximumCalls = 4 } }, model);

        Assert.Null(outcome.Record.Planning!.Summary);
        Assert.Contains(outcome.Record.Warnings, warning => warning.Contains("it used up its 4 tool calls and went on", StringComparison.Ordinal));
        Assert.Equal(2, model.Requests.Count);

        ScriptedChatClient heeding = new(
            ScriptedChatClient.Call(("generate_candidates", "{}"), ("submit_pose_choice", """{"candidate_index": 0, "reasoning": "mine"}"""), ("submit_layout", Layout), ("correct_interaction", "{}")),
            ScriptedChatClient.Call(("finish", """{"branch_index": 0, "summary": "In time."}""")));

        Assert.Equal("In time.", (await run.RunAsync(Planner() with { Limits = new RunLimits { MaximumCalls = 4 } }, heeding)).Record.Planning!.Summary);
    }

    [Fact]
    public async Task A_model_that_never_answers_is_not_waited_for()
    {
        FakeClock time = new();
        run.Scene.Time = time;
        using FunctionChatClient model = new(async (_, _, cancellationToken) =>
        {
            Task never = Task.Delay(Timeout.Infinite, cancellationToken);
            time.Advance(TimeSpan.FromSeconds(66));
            await never;
            return new ChatResponse();
        });

        RunOutcome outcome = await run.RunAsync(Planner() with { Limits = new RunLimits { MaximumSeconds = 60 } }, model);

        Assert.Equal(1, model.Asked);
        Assert.Equal(3, outcome.CandidateImages.Count);
        Assert.NotNull(outcome.Record.PoseChoice!.Fallback);
        Assert.Contains(outcome.Record.Warnings, warning => warning.StartsWith("The planner did not bring the run to a picture", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Limits_below_a_plain_run_are_refused_before_any_work()
    {
        AgentException error = await Assert.ThrowsAsync<AgentException>(() => run.RunAsync(Planner() with { Limits = new RunLimits { MaximumSteps = 19 } }, new ScriptedChatClient()));

        Assert.Contains("take 20", error.Message, StringComparison.Ordinal);
        Assert.Empty(run.Scene.Method.Requests);
    }

    [Fact]
    public async Task A_pipeline_knows_no_planning()
    {
        RunRequest request = TestRun.Request() with { Limits = new RunLimits { MaximumSteps = 1 } };

        Assert.Null((await run.RunAsync(request, new ScriptedChatClient())).Record.Planning);
    }

    private static RunRequest Planner() => TestRun.Request(orchestration: "planner");

    /// <summary>Two branches, the second from a candidate that was added; three calls of each and what stands about them.</summary>
    private static ScriptedChatClient Branching(int kept) => new(
        ScriptedChatClient.Call(("generate_candidates", "{}")),
        ScriptedChatClient.Call(("add_candidates", """{"seed_offsets": [7, 5]}"""), ("submit_pose_choice", """{"candidate_index": 0, "reasoning": "the first"}""")),
        ScriptedChatClient.Call(("submit_layout", Layout), ("correct_interaction", "{}")),
        ScriptedChatClient.Call(("start_branch", """{"candidate_index": 4, "reasoning": "the other"}""")),
        ScriptedChatClient.Call(("submit_layout", Layout.Replace("430", "460", StringComparison.Ordinal)), ("correct_interaction", "{}")),
        ScriptedChatClient.Call(("finish", $$"""{"branch_index": {{kept}}, "summary": "The {{(kept == 0 ? "first" : "second")}} is best."}""")));
}
