using ReCorD.Compute.Imaging;
using ReCorD.Fakes;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Plugins.Tests.Scenes;

public sealed class SceneBranchTests : IDisposable
{
    private static readonly Box Far = Box.FromCenter(0.75, 0.75, 0.25, 0.25);

    private readonly TestScene scene = new();

    public void Dispose() => scene.Dispose();

    [Fact]
    public async Task A_second_branch_begins_with_its_candidate_and_nothing_else()
    {
        SceneSession session = await CorrectedAsync();
        SceneCorrection first = session.Correction!;

        SceneBranch second = session.StartBranch(new PoseChoice(2, "better"));

        Assert.Equal((1, 2), (second.Index, session.Chosen!.Index));
        Assert.Null(session.LayoutSubmission.Value);
        Assert.Null(session.ChangeCheck);
        Assert.Null(session.Correction);
        Assert.Same(first, session.Branches[0].Correction);
    }

    [Fact]
    public async Task The_users_box_holds_in_every_branch()
    {
        SceneSession session = await scene.ChosenAsync();
        session.LayoutSubmission.Restore(Layout(Far), 0, null);
        SceneWork.CheckChange(session);
        await SceneWork.CorrectAsync(session, CancellationToken.None);

        session.StartBranch(new PoseChoice(1, "another"));

        Assert.Equal(Far, session.LayoutSubmission.Value!.Box);
        Assert.True(session.LayoutSubmission.IsGiven);
    }

    [Fact]
    public async Task A_branch_without_a_picture_is_not_left()
    {
        SceneSession session = await scene.ChosenAsync();

        Assert.Throws<InvalidOperationException>(() => session.StartBranch(new PoseChoice(1, "too early")));
    }

    [Fact]
    public async Task Keeping_an_earlier_branch_makes_its_picture_the_result()
    {
        SceneSession session = await CorrectedAsync();
        RgbImage first = session.CurrentImage!;
        session.StartBranch(new PoseChoice(2, "better"));
        session.LayoutSubmission.Accept(Layout(Far));
        await SceneWork.CorrectAsync(session, CancellationToken.None);
        RgbImage second = session.CurrentImage!;

        session.Keep(session.Branches[0], "the first was better");

        Assert.NotEqual(first.Pixels, second.Pixels);
        Assert.Same(first, session.CurrentImage);
        Assert.Equal(0, session.Chosen!.Index);
        Assert.Equal("the first was better", session.Summary);
    }

    [Fact]
    public async Task A_warning_about_a_correction_goes_with_its_branch()
    {
        scene.Method.Astray = (0.85, 0.15);
        SceneSession session = await scene.ChosenAsync();
        session.LayoutSubmission.Accept(Layout(Box.FromCenter(0.25, 0.25, 0.25, 0.25)));
        await SceneWork.CorrectAsync(session, CancellationToken.None);
        Assert.Single(session.Warnings);

        scene.Method.Astray = null;
        session.StartBranch(new PoseChoice(1, "better"));

        Assert.Empty(session.Warnings);
        session.Keep(session.Branches[0], null);
        Assert.Single(session.Warnings);
    }

    [Fact]
    public async Task Measures_of_an_untouched_branch_are_those_of_its_candidate()
    {
        SceneSession session = await scene.ChosenAsync();
        Box present = session.Chosen!.ObjectBox!.Value;
        session.LayoutSubmission.Accept(Layout(present));
        Assert.Null(session.MeasuresOf(session.Branch));
        SceneWork.CheckChange(session);

        BranchMeasures measures = session.MeasuresOf(session.Branch)!;

        Assert.Equal(1, measures.IntersectionOverUnion, 9);
        Assert.Equal(session.Chosen.ObjectAttention!.ShareInside(present), measures.ShareInside, 9);
        Assert.Equal((measures.ShareInside + 1) / 2, measures.Score, 9);
    }

    /// <summary>A repeat finishes the preview after it has judged; the run that it repeats must judge by the preview too, even where it finished it for an earlier branch.</summary>
    [Fact]
    public async Task Whether_the_object_is_in_place_is_judged_by_the_preview()
    {
        SceneSession session = await scene.ChosenAsync(settings: TestScene.Settings() with { PreviewStep = 2 });
        Box shown = session.Chosen!.ObjectBox!.Value;
        session.LayoutSubmission.Accept(Layout(shown));
        scene.Method.Places[10] = (0.8, 0.8);

        await SceneWork.FinishChosenAsync(session, CancellationToken.None);

        Assert.NotEqual(shown, session.Chosen.ObjectBox);
        Assert.False(SceneWork.CompareBoxes(session).Corrected);
    }

    private static LayoutChoice Layout(Box box) => new(box, new Dictionary<string, string>(), "test");

    private async Task<SceneSession> CorrectedAsync()
    {
        SceneSession session = await scene.ChosenAsync();
        session.LayoutSubmission.Accept(Layout(Far));
        SceneWork.CheckChange(session);
        await SceneWork.CorrectAsync(session, CancellationToken.None);
        return session;
    }
}
