using Microsoft.Extensions.AI;
using ReCorD.Agents.Runs;
using ReCorD.Compute.Imaging;
using ReCorD.Fakes;
using ReCorD.Plugins.Guards;

namespace ReCorD.Agents.Tests.Providers.Builtin;

/// <summary>What the built-in model does where it drives the run.</summary>
public sealed class BuiltinPlannerTests : IDisposable
{
    private readonly TestRun run = new();
    private readonly IChatClient builtin = TestRun.Builtin();

    public void Dispose()
    {
        builtin.Dispose();
        run.Dispose();
    }

    [Fact]
    public async Task A_good_first_picture_is_kept_without_a_branch()
    {
        RunRecord record = await RunAsync();

        Assert.Equal([(0, 1, true)], record.Planning!.Branches.Select(branch => (branch.Index, branch.Candidate, branch.Kept)));
        Assert.StartsWith("Candidate 1 with the ball moved into its box", record.Planning.Summary, StringComparison.Ordinal);
        Assert.DoesNotContain(record.Transcript, entry => entry.Tool is "start_branch" or "add_candidates");
        Assert.Empty(record.Warnings);
    }

    /// <summary>The ball lies partly in its box at first, so that going astray makes both measures worse.</summary>
    [Fact]
    public async Task A_correction_that_did_harm_starts_one_branch_from_the_next_good_pose()
    {
        run.Scene.Poses.Poses[12] = (StickFigure.Kicking with { Leg = (72, 68) }).ToPose();
        Box target = (await RunAsync()).Layout!.Box!.Value;
        run.Scene.Method.Places[11] = (target.CenterX - 0.2, target.CenterY);
        run.Scene.Method.Astray = (0.1, 0.1);

        RunRecord record = await RunAsync();

        Assert.Equal([1, 2], record.Planning!.Branches.Select(branch => branch.Candidate));
        Assert.Single(record.Transcript, entry => entry is { Tool: "start_branch", Role: "assistant" });
        Assert.NotNull(record.Planning.Summary);
    }

    /// <summary>The ball is nowhere near its box before, so that nothing gets worse, and hardly near it after.</summary>
    [Fact]
    public async Task A_correction_that_did_not_take_hold_starts_one_branch_too()
    {
        run.Scene.Method.Places[11] = (0.1, 0.1);
        run.Scene.Method.Astray = (0.15, 0.15);

        RunRecord record = await RunAsync();

        Assert.Equal(2, record.Planning!.Branches.Count);
        Assert.Contains(record.Transcript, entry => entry.Tool == "start_branch" && entry.Arguments?.Contains("did not take hold", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Where_no_other_pose_fits_the_branch_takes_a_larger_box()
    {
        Box target = (await RunAsync()).Layout!.Box!.Value;
        run.Scene.Method.Places[11] = (target.CenterX - 0.2, target.CenterY);
        run.Scene.Method.Astray = (0.1, 0.1);

        IReadOnlyList<BranchRecord> branches = (await RunAsync()).Planning!.Branches;

        Assert.Equal([1, 1], branches.Select(branch => branch.Candidate));
        Assert.True(branches[1].Box.Area > branches[0].Box.Area);
    }

    [Fact]
    public async Task Poor_poses_have_three_more_candidates_made_and_the_best_of_all_is_chosen()
    {
        run.Scene.Poses.Poses[11] = StickFigure.Standing.ToPose();
        run.Scene.Poses.Poses[14] = StickFigure.Kicking.ToPose();

        RunRecord record = await RunAsync();

        Assert.Equal((6, 4), (record.Candidates.Count, record.PoseChoice!.Index));
        Assert.NotNull(record.Planning!.Summary);
    }

    [Fact]
    public async Task Without_steps_for_more_it_goes_on_with_what_there_is()
    {
        run.Scene.Poses.Poses[11] = StickFigure.Standing.ToPose();

        RunRecord record = await RunAsync(new RunLimits { MaximumSteps = 22 });

        Assert.Equal(3, record.Candidates.Count);
        Assert.NotNull(record.Planning!.Summary);
        Assert.True(record.Planning.Steps <= 22);
    }

    private async Task<RunRecord> RunAsync(RunLimits? limits = null) =>
        (await run.RunAsync(TestRun.Request(orchestration: "planner") with { Limits = limits ?? new RunLimits() }, builtin)).Record;
}
