using Microsoft.Extensions.AI;
using ReCorD.Fakes;
using ReCorD.Plugins.Guards;
using ReCorD.Plugins.Scenes;
using ReCorD.Plugins.Tools;

namespace ReCorD.Plugins.Tests.Guards;

public sealed class ToolRulesTests : IDisposable
{
    private readonly TestScene scene = new();

    public void Dispose() => scene.Dispose();

    [Fact]
    public void Nothing_made_yet_lets_only_candidates_and_previews_run()
    {
        SceneSession session = scene.Session();

        Assert.Equal([ToolNames.GenerateCandidates, ToolNames.PreviewSeed], Allowed(session));
    }

    [Fact]
    public async Task Candidates_open_looking_and_choosing()
    {
        SceneSession session = scene.Session();
        await SceneWork.MakeCandidatesAsync(session, CancellationToken.None);

        Assert.Equal(
            [ToolNames.GenerateCandidates, ToolNames.PreviewSeed, ToolNames.AddCandidates, ToolNames.ExtractPose, ToolNames.LocateObject, ToolNames.SubmitPoseChoice],
            Allowed(session));
    }

    [Fact]
    public async Task A_choice_opens_the_layout_and_a_layout_the_correction()
    {
        SceneSession session = await scene.ChosenAsync();
        string[] chosen = Allowed(session);
        await ToolCalls.CallAsync(session, ToolNames.SubmitLayout, ToolCalls.Layout);

        Assert.Equal([ToolNames.TryLayout, ToolNames.SubmitLayout], chosen.Except(Looking));
        Assert.Equal([ToolNames.TryLayout, ToolNames.CorrectInteraction], Allowed(session).Except(Looking));
    }

    [Fact]
    public async Task A_picture_opens_another_branch_and_the_end()
    {
        SceneSession session = scene.Session();
        await ToolCalls.CompleteBranchAsync(session);

        Assert.Equal([ToolNames.StartBranch, ToolNames.Finish], Allowed(session).Except(Looking));
    }

    [Fact]
    public async Task After_the_end_nothing_runs()
    {
        SceneSession session = scene.Session();
        await ToolCalls.CompleteBranchAsync(session);
        await ToolCalls.CallAsync(session, ToolNames.Finish, """{"branch_index": 0, "summary": "done"}""");

        Assert.Empty(Allowed(session));
    }

    [Fact]
    public async Task A_used_up_budget_leaves_only_the_end()
    {
        SceneSession session = scene.Session(TestScene.Settings() with { Limits = new RunLimits { MaximumCalls = 4 } });
        await ToolCalls.CompleteBranchAsync(session);
        int drawn = session.StepsDrawn;

        string refusal = await ToolCalls.ErrorAsync(session, ToolNames.StartBranch, """{"candidate_index": 1, "reasoning": "more"}""");

        Assert.StartsWith("Budget left: 0; all 4 tool calls are used up.", refusal, StringComparison.Ordinal);
        Assert.Contains(ToolNames.Finish, refusal, StringComparison.Ordinal);
        Assert.Equal([ToolNames.Finish], Allowed(session));
        Assert.Equal(drawn, session.StepsDrawn);
    }

    /// <summary>A tool that nobody thought of a rule for would run at any time.</summary>
    [Fact]
    public void Every_tool_has_a_row_in_the_table()
    {
        SceneSession session = scene.Session();
        session.Keep(session.Branch, "done");

        Assert.All(SceneTools.All(session), tool => Assert.NotNull(ToolRules.Refuse(session, tool.Name)));
        Assert.All(SceneTools.All(session), tool => Assert.True(ToolRules.HasRule(tool.Name), tool.Name));
    }

    private static string[] Looking { get; } = [ToolNames.GenerateCandidates, ToolNames.PreviewSeed, ToolNames.AddCandidates, ToolNames.ExtractPose, ToolNames.LocateObject];

    private static string[] Allowed(SceneSession session) => [.. SceneTools.All(session).Select(tool => tool.Name).Where(name => ToolRules.Refuse(session, name) is null)];
}
