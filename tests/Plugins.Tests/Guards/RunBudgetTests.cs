using ReCorD.Fakes;
using ReCorD.Plugins.Guards;
using ReCorD.Plugins.Scenes;
using ReCorD.Plugins.Tools;

namespace ReCorD.Plugins.Tests.Guards;

public sealed class RunBudgetTests : IDisposable
{
    private readonly FakeClock time = new();
    private readonly TestScene scene;

    public RunBudgetTests() => scene = new TestScene { Time = time };

    public void Dispose() => scene.Dispose();

    /// <summary>Three candidates and a correction of five steps each, and three trials of three: 29 steps.</summary>
    [Fact]
    public void By_default_there_are_steps_for_two_plain_runs() => Assert.Equal(58, Session(new RunLimits()).Budget!.MaximumSteps);

    [Fact]
    public void Where_a_program_drives_nothing_is_limited() => Assert.Null(scene.Session().Budget);

    [Fact]
    public async Task Steps_that_complete_the_run_are_held_back_until_there_is_a_picture()
    {
        SceneSession session = Session(new RunLimits { MaximumSteps = 25 });
        int atFirst = session.Budget!.StepsLeft;
        await ToolCalls.CallAsync(session, ToolNames.GenerateCandidates);
        int withCandidates = session.Budget.StepsLeft;
        await ToolCalls.CompleteBranchAsync(session);

        // 25 steps: 15 for candidates and 5 for a correction are spoken for throughout.
        Assert.Equal((5, 5, 5), (atFirst, withCandidates, session.Budget.StepsLeft));
        Assert.Equal(20, session.StepsDrawn);
    }

    [Fact]
    public async Task Work_beyond_the_steps_is_refused_before_it_is_done()
    {
        SceneSession session = Session(new RunLimits { MaximumSteps = 24 });
        await ToolCalls.CallAsync(session, ToolNames.GenerateCandidates);

        string candidates = await ToolCalls.ErrorAsync(session, ToolNames.AddCandidates, """{"seed_offsets": [3]}""");
        string preview = await ToolCalls.ErrorAsync(session, ToolNames.PreviewSeed, """{"seed_offset": 3, "steps": 5}""");

        Assert.StartsWith("This takes 5 denoising steps, but the budget has 4 left.", candidates, StringComparison.Ordinal);
        Assert.Equal(candidates, preview);
        Assert.Equal(15, session.StepsDrawn);
    }

    [Fact]
    public async Task Drawing_takes_none_of_the_time()
    {
        SceneSession session = Session(new RunLimits { MaximumSeconds = 60 });
        time.Advance(TimeSpan.FromSeconds(20));
        await session.RunStageAsync("correction", 0, () =>
        {
            time.Advance(TimeSpan.FromSeconds(3600));
            return Task.FromResult(true);
        });

        Assert.Equal(TimeSpan.FromSeconds(40), session.Budget!.TimeLeft);
        Assert.Null(session.Budget.UsedUp);
        time.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal("60 seconds", session.Budget.UsedUp);
    }

    [Fact]
    public async Task Refused_calls_count_too()
    {
        SceneSession session = Session(new RunLimits { MaximumCalls = 3 });

        for (int i = 0; i < 3; i++)
        {
            await ToolCalls.ErrorAsync(session, ToolNames.CorrectInteraction);
        }

        Assert.Equal((3, 0, "3 tool calls"), (session.ToolCalls, session.Budget!.CallsLeft, session.Budget.UsedUp));
    }

    private SceneSession Session(RunLimits limits) => scene.Session(TestScene.Settings() with { Limits = limits });
}
