using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Methods;
using ReCorD.Fakes;
using ReCorD.Plugins.Events;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Plugins.Tests.Scenes;

public sealed class SceneWorkTests : IDisposable
{
    private readonly TestScene scene = new();

    public void Dispose() => scene.Dispose();

    [Fact]
    public async Task MakeCandidatesAsync_ThreeSeeds_FindsPersonAndObjectInEach()
    {
        scene.Poses.Poses[11] = StickFigure.Kicking.ToPose();
        scene.Method.Places[12] = (0.7, 0.3);
        SceneSession session = scene.Session();

        await SceneWork.MakeCandidatesAsync(session, CancellationToken.None);

        Assert.Equal([10L, 11L, 12L], session.Candidates.Select(candidate => candidate.Seed));
        Assert.Equal([false, true, false], session.Candidates.Select(candidate => candidate.Pose is not null));
        Assert.Equal(0.7, session.Candidates[2].ObjectBox!.Value.CenterX, 0.05);
        Assert.Equal(0.3, session.Candidates[2].ObjectBox!.Value.CenterY, 0.05);
        Assert.All(scene.Method.Requests, request => Assert.Null(request.TargetBox));
    }

    [Fact]
    public async Task MakeCandidatesAsync_Events_CountStepsOverAllCandidates()
    {
        SceneSession session = scene.Session();

        await SceneWork.MakeCandidatesAsync(session, CancellationToken.None);

        Assert.Equal(new StageStarted("candidates", 15), scene.Observer.Events[0]);
        Assert.Equal(Enumerable.Range(1, 15), scene.Observer.Events.OfType<StageStepped>().Select(step => step.Completed));
        Assert.Equal(new StageFinished("candidates", 1), scene.Observer.Events[^1]);
        Assert.Equal(1, session.Timings["candidates"]);
    }

    [Theory]
    [InlineData(0, 6)]
    [InlineData(1, 9)]
    [InlineData(10, 15)]
    public async Task MakeCandidatesAsync_PreviewStep_PausesAllThere(int roughSteps, int steps)
    {
        SceneSession session = scene.Session(TestScene.Settings() with { PreviewStep = 2, RoughSteps = roughSteps });

        await SceneWork.MakeCandidatesAsync(session, CancellationToken.None);

        Assert.All(scene.Method.Requests, request => Assert.Equal((2, roughSteps), (request.StopAfter, request.RoughSteps)));
        Assert.All(session.Candidates, candidate => Assert.Equal((true, new SyntheticMethod.PausedSyntheticRun(2, candidate.Seed)), (candidate.IsPreview, candidate.Paused)));
        Assert.Equal(new StageStarted("candidates", steps), scene.Observer.Events[0]);
        Assert.Equal(Enumerable.Range(1, steps), scene.Observer.Events.OfType<StageStepped>().Select(step => step.Completed));
    }

    [Fact]
    public async Task FinishChosenAsync_Preview_GoesOnFromWhereItWasPaused()
    {
        SceneSession session = await scene.ChosenAsync(1, TestScene.Settings() with { PreviewStep = 2, RoughSteps = 1 });

        await SceneWork.FinishChosenAsync(session, CancellationToken.None);

        GenerationRequest finish = scene.Method.Requests[^1];
        Assert.Equal((11L, null, 0, new SyntheticMethod.PausedSyntheticRun(2, 11)), (finish.Seed, finish.StopAfter, finish.RoughSteps, finish.ContinueFrom));
        Assert.Equal([true, false, true], session.Candidates.Select(candidate => candidate.IsPreview));
        Assert.Equal(session.Candidates[1], session.Chosen);
        Assert.Null(session.Chosen!.Paused);
        // Three previews of two steps and a rough one, and the three steps that were left of one picture, one row each.
        Assert.Equal(12, session.UNetRows);
        Assert.Contains(new StageStarted("finish", 3), scene.Observer.Events);
        Assert.Equal([1, 2, 3], scene.Observer.Events.OfType<StageStepped>().Where(step => step.Stage == "finish").Select(step => step.Completed));
    }

    [Fact]
    public async Task FinishChosenAsync_MethodThatCannotPause_DrawsItAnew()
    {
        scene.Method.Pauses = false;
        SceneSession session = await scene.ChosenAsync(1, TestScene.Settings() with { PreviewStep = 2, RoughSteps = 0 });

        await SceneWork.FinishChosenAsync(session, CancellationToken.None);

        Assert.Null(scene.Method.Requests[^1].ContinueFrom);
        Assert.Equal((3 * 2) + 5, session.UNetRows);
        Assert.Equal([1, 2, 3, 4, 5], scene.Observer.Events.OfType<StageStepped>().Where(step => step.Stage == "finish").Select(step => step.Completed));
    }

    [Fact]
    public async Task FinishChosenAsync_PreviewAtTheLastStep_IsFinishedAlready()
    {
        SceneSession session = await scene.ChosenAsync(settings: TestScene.Settings() with { PreviewStep = 5 });

        await SceneWork.FinishChosenAsync(session, CancellationToken.None);

        Assert.Equal(3, scene.Method.Requests.Count);
    }

    [Fact]
    public async Task MakeCandidatesAsync_ObjectOfTwoWords_FallsBackToTheHeadNoun()
    {
        scene.Method.ObjectWord = "racket";
        SceneSession session = scene.Session(prompt: TestScene.Prompt("man", "holding", "tennis racket"));

        await SceneWork.MakeCandidatesAsync(session, CancellationToken.None);

        Assert.NotNull(session.Candidates[0].ObjectAttention);
    }

    [Fact]
    public async Task MakeCandidatesAsync_SameWarningFromEach_IsKeptOnce()
    {
        scene.Method.Warnings = ["small box"];
        SceneSession session = scene.Session();

        await SceneWork.MakeCandidatesAsync(session, CancellationToken.None);

        Assert.Equal(["small box"], session.Warnings);
        Assert.Single(scene.Observer.Events.OfType<RunWarned>());
    }

    [Fact]
    public async Task MakeCandidatesAsync_Cancelled_Stops()
    {
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SceneWork.MakeCandidatesAsync(scene.Session(), cancelled.Token));
    }

    [Fact]
    public async Task CheckChange_SameBox_KeepsThePicture()
    {
        SceneSession session = await scene.ChosenAsync();
        session.LayoutSubmission.Accept(Layout(session.Chosen!.ObjectBox!.Value));

        ChangeCheck check = SceneWork.CheckChange(session);

        Assert.False(check.Corrected);
        Assert.Equal(1, check.IntersectionOverUnion, 9);
    }

    [Fact]
    public async Task CorrectAsync_FarBox_MeasuresBeforeAndAfter()
    {
        SceneSession session = await scene.ChosenAsync(1);
        Box target = Box.FromCenter(0.75, 0.75, 0.25, 0.25);
        session.LayoutSubmission.Accept(Layout(target));

        SceneCorrection correction = await SceneWork.CorrectAsync(session, CancellationToken.None);

        Assert.True(SceneWork.CheckChange(session).Corrected);
        Assert.Equal(11, scene.Method.Requests[^1].Seed);
        Assert.Equal(target, scene.Method.Requests[^1].TargetBox);
        // Closed form for a Gaussian spot of radius 0.15 in a square of half side 0.125: erf(0.125 / 0.15)^2 = 0.58.
        Assert.Equal(0.58, correction.ShareAfter, 0.05);
        Assert.True(correction.ShareBefore < 0.1, $"share before is {correction.ShareBefore}");
        Assert.Equal(0, correction.IouBefore);
        // Otsu takes the middle 6 x 6 of the 16 x 16 cells of the spot; the target is the middle 4 x 4.
        Assert.Equal(16.0 / 36, correction.IouAfter, 9);
        Assert.Same(correction.Image, session.CurrentImage);
    }

    [Fact]
    public async Task CorrectAsync_ObjectGoesFurtherAway_KeepsThePictureAndWarns()
    {
        scene.Method.Astray = (0.85, 0.15);
        SceneSession session = await scene.ChosenAsync();
        session.LayoutSubmission.Accept(Layout(Box.FromCenter(0.25, 0.25, 0.25, 0.25)));

        SceneCorrection correction = await SceneWork.CorrectAsync(session, CancellationToken.None);

        Assert.True(correction.ShareAfter < correction.ShareBefore && correction.IouAfter < correction.IouBefore);
        Assert.StartsWith("The correction made things worse", Assert.Single(session.Warnings), StringComparison.Ordinal);
        Assert.Same(correction.Image, session.CurrentImage);
    }

    /// <summary>An object that a correction leaves where it was is no success.</summary>
    [Fact]
    public async Task CorrectAsync_ObjectStaysOutside_Warns()
    {
        SceneSession session = await scene.ChosenAsync();
        Box present = session.Chosen!.ObjectBox!.Value;
        Box target = Box.FromCenter(1 - present.CenterX, 1 - present.CenterY, 0.1, 0.1);
        scene.Method.Astray = (present.CenterX + (0.1 * (present.CenterX - target.CenterX)), present.CenterY + (0.1 * (present.CenterY - target.CenterY)));
        session.LayoutSubmission.Accept(Layout(target));

        SceneCorrection correction = await SceneWork.CorrectAsync(session, CancellationToken.None);

        Assert.True(correction.ShareAfter <= correction.ShareBefore);
        Assert.Equal((0, 0), (correction.IouBefore, correction.IouAfter));
        Assert.StartsWith("The correction did not bring the object nearer to its box", Assert.Single(session.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CorrectAsync_ObjectGoesIntoItsBox_DoesNotWarn()
    {
        SceneSession session = await scene.ChosenAsync();
        session.LayoutSubmission.Accept(Layout(Box.FromCenter(0.75, 0.75, 0.25, 0.25)));

        await SceneWork.CorrectAsync(session, CancellationToken.None);

        Assert.Empty(session.Warnings);
    }

    [Fact]
    public async Task TryLayoutAsync_Box_RunsAFifthOfTheSteps()
    {
        SceneSession session = await scene.ChosenAsync(settings: TestScene.Settings() with { Steps = 50 });

        LayoutTrial trial = await SceneWork.TryLayoutAsync(session, Box.FromCenter(0.5, 0.5, 0.25, 0.25), CancellationToken.None);

        Assert.Equal(10, scene.Method.Requests[^1].StopAfter);
        Assert.Equal(0.5, trial.Loss);
        Assert.Same(trial, Assert.Single(session.Trials));
    }

    [Fact]
    public async Task CorrectAsync_NothingChosen_IsTheProgramsMistake() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => SceneWork.CorrectAsync(scene.Session(), CancellationToken.None));

    private static LayoutChoice Layout(Box box) => new(box, new Dictionary<string, string>(), "test");
}
