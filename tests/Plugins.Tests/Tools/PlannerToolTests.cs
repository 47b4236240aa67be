using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using ReCorD.Fakes;
using ReCorD.Plugins.Scenes;
using ReCorD.Plugins.Tools;

namespace ReCorD.Plugins.Tests.Tools;

/// <summary>The tools by which a model that drives a run looks at other seeds, branches and ends.</summary>
public sealed class PlannerToolTests : IDisposable
{
    private readonly TestScene scene = new();

    public void Dispose() => scene.Dispose();

    [Fact]
    public async Task Added_candidates_are_numbered_after_the_first()
    {
        SceneSession session = scene.Session();
        await ToolCalls.CallAsync(session, ToolNames.GenerateCandidates);

        (JsonObject reply, DataContent[] images) = await ToolCalls.CallAsync(session, ToolNames.AddCandidates, """{"seed_offsets": [9, 5]}""");

        Assert.Equal([3, 4], reply["candidates"]!.AsArray().Select(candidate => (int)candidate!["candidate_index"]!));
        Assert.Equal(["candidate 3", "candidate 4"], images.Select(image => image.Name!));
        Assert.Equal([10L, 11L, 12L, 19L, 15L], session.Candidates.Select(candidate => candidate.Seed));
        Assert.Null((await ToolCalls.CallAsync(session, ToolNames.LocateObject, """{"candidate_index": 4}""")).Reply["error"]);
    }

    [Theory]
    [InlineData("[]", "give 1 to 8")]
    [InlineData("[3, 4, 5, 6, 7, 8, 9, 10, 11]", "give 1 to 8")]
    [InlineData("[1000000000]", "out of range")]
    [InlineData("[-1]", "out of range")]
    [InlineData("[2]", "that of candidate 2")]
    [InlineData("[4, 4]", "twice")]
    public async Task Seeds_that_cannot_be_added_are_named(string offsets, string problem)
    {
        SceneSession session = scene.Session();
        await ToolCalls.CallAsync(session, ToolNames.GenerateCandidates);

        string error = await ToolCalls.ErrorAsync(session, ToolNames.AddCandidates, $$"""{"seed_offsets": {{offsets}}}""");

        Assert.Contains(problem, error, StringComparison.Ordinal);
        Assert.Equal(3, session.Candidates.Count);
    }

    [Fact]
    public async Task Seeds_end_where_numbers_do()
    {
        SceneSession session = scene.Session(TestScene.Settings(1) with { Seed = long.MaxValue - 1 });
        await ToolCalls.CallAsync(session, ToolNames.GenerateCandidates);

        Assert.Contains("from 1 to 1", await ToolCalls.ErrorAsync(session, ToolNames.AddCandidates, """{"seed_offsets": [2]}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preview_shows_a_seed_and_makes_no_candidate()
    {
        scene.Poses.Poses[17] = StickFigure.Kicking.ToPose();
        SceneSession session = scene.Session();

        (JsonObject reply, DataContent[] images) = await ToolCalls.CallAsync(session, ToolNames.PreviewSeed, """{"seed_offset": 7, "steps": 2}""");

        Assert.Equal((17L, 2), (scene.Method.Requests.Single().Seed, scene.Method.Requests.Single().StopAfter));
        Assert.True((bool)reply["person_found"]!);
        Assert.NotNull(reply["object_box"]);
        Assert.Single(images);
        Assert.Empty(session.Candidates);
        Assert.Equal(2, session.StepsDrawn);
    }

    [Theory]
    [InlineData(-3)]
    [InlineData(0)]
    [InlineData(6)]
    public async Task A_preview_of_impossible_length_says_what_is_possible(int steps)
    {
        string error = await ToolCalls.ErrorAsync(scene.Session(), ToolNames.PreviewSeed, $$"""{"seed_offset": 7, "steps": {{steps}}}""");

        Assert.Equal($"steps is {steps}; choose from 1 to 5.", error);
        Assert.Empty(scene.Method.Requests);
    }

    [Fact]
    public async Task Branches_are_numbered_and_the_named_one_is_kept()
    {
        SceneSession session = scene.Session();
        await ToolCalls.CompleteBranchAsync(session);
        await ToolCalls.CallAsync(session, ToolNames.StartBranch, """{"candidate_index": 2, "reasoning": "the leg"}""");
        await ToolCalls.CallAsync(session, ToolNames.SubmitLayout, ToolCalls.Layout);
        (JsonObject second, _) = await ToolCalls.CallAsync(session, ToolNames.CorrectInteraction);

        (JsonObject accepted, _) = await ToolCalls.CallAsync(session, ToolNames.Finish, """{"branch_index": 0, "summary": " The first. "}""");

        Assert.Equal(1, (int)second["branch_index"]!);
        Assert.True((bool)accepted["accepted"]!);
        Assert.Equal((0, "The first."), (session.Branch.Index, session.Summary));
    }

    [Theory]
    [InlineData("""{"branch_index": 3, "summary": "done"}""", "branches with one: 0")]
    [InlineData("""{"branch_index": -1, "summary": "done"}""", "branches with one: 0")]
    [InlineData("""{"branch_index": 0, "summary": "  "}""", "sum up")]
    public async Task An_end_that_cannot_be_says_why(string arguments, string problem)
    {
        SceneSession session = scene.Session();
        await ToolCalls.CompleteBranchAsync(session);

        Assert.Contains(problem, await ToolCalls.ErrorAsync(session, ToolNames.Finish, arguments), StringComparison.Ordinal);
        Assert.Null(session.Summary);
    }

    [Fact]
    public async Task A_book_is_no_summary()
    {
        SceneSession session = scene.Session();
        await ToolCalls.CompleteBranchAsync(session);

        Assert.Contains("at most 400", await ToolCalls.ErrorAsync(session, ToolNames.Finish, $$"""{"branch_index": 0, "summary": "{{new string('x', 401)}}"}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_users_box_another_branch_needs_another_candidate()
    {
        SceneSession session = await scene.ChosenAsync();
        session.LayoutSubmission.Restore(new LayoutChoice(ReCorD.Compute.Imaging.Box.FromCenter(0.75, 0.75, 0.25, 0.25), new Dictionary<string, string>(), "user"), 0, null);
        await ToolCalls.CallAsync(session, ToolNames.CorrectInteraction);

        string same = await ToolCalls.ErrorAsync(session, ToolNames.StartBranch, """{"candidate_index": 0, "reasoning": "again"}""");
        (JsonObject other, _) = await ToolCalls.CallAsync(session, ToolNames.StartBranch, """{"candidate_index": 1, "reasoning": "again"}""");

        Assert.Contains("same picture", same, StringComparison.Ordinal);
        Assert.True((bool)other["layout_decided"]!);
    }
}
