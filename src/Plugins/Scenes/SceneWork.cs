using System.Globalization;
using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Methods;
using ReCorD.Plugins.Events;

namespace ReCorD.Plugins.Scenes;

/// <summary>
/// The work of a run on its session: candidates, layout trials, change check and correction. Pipeline and tools call the same
/// code; what a model may ask for and in which order is the tools' business.
/// </summary>
public static class SceneWork
{
    /// <summary>Makes the candidates, finds the person and the object in each and adds them to the session.</summary>
    /// <exception cref="GenerationException">The request does not fit the method or the model.</exception>
    public static async Task MakeCandidatesAsync(SceneSession session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        int steps = session.Settings.Candidates * session.Settings.CandidateSteps;
        await session.RunStageAsync(SceneStages.Candidates, steps, () => Task.Run(() => MakeCandidates(session, steps, cancellationToken), cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Runs a few guided steps from the chosen candidate's seed with a box and keeps what came of it.</summary>
    /// <exception cref="InvalidOperationException">No candidate was chosen.</exception>
    public static async Task<LayoutTrial> TryLayoutAsync(SceneSession session, Box box, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        SceneCandidate chosen = RequireChosen(session);
        int steps = session.Settings.EffectiveTrialSteps;
        GenerationRequest request = Request(session, chosen.Seed) with { TargetBox = box, CorrectionStrength = session.Settings.CorrectionStrength, StopAfter = steps };
        GenerationResult result = await GenerateAsync(session, SceneStages.Trial, request, steps, cancellationToken).ConfigureAwait(false);
        GuidanceStep? last = result.Guidance.Count > 0 ? result.Guidance[^1] : null;
        double share = last?.ShareInside ?? ObjectAttention(session, result)?.ShareInside(box) ?? 0;
        LayoutTrial trial = new(box, result.Image, share, last?.Loss);
        session.Add(trial);
        return trial;
    }

    /// <summary>Compares the present with the proposed object box and notes whether a correction is worth it.</summary>
    /// <exception cref="InvalidOperationException">No candidate was chosen or no layout was decided.</exception>
    public static ChangeCheck CheckChange(SceneSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        Box target = RequireLayout(session).Box;
        double threshold = session.Settings.ChangeThreshold;
        double iou = RequireChosen(session).ObjectBox?.IntersectionOverUnion(target) ?? 0;
        bool correct = iou <= threshold;
        string reason = (session.Chosen!.ObjectBox, correct) switch
        {
            (null, _) => "The object was not found in the chosen picture, so it has to be brought into its box.",
            (_, true) => string.Create(CultureInfo.InvariantCulture, $"Present and proposed object box share {iou:F2} of their union, not more than {threshold:F2}: the object is moved."),
            (_, false) => string.Create(CultureInfo.InvariantCulture, $"Present and proposed object box share {iou:F2} of their union, more than {threshold:F2}: the picture is kept as it is."),
        };
        session.ChangeCheck = new ChangeCheck(iou, threshold, correct, reason);
        return session.ChangeCheck;
    }

    /// <summary>Makes the chosen picture again with the object guided into its box. Where that did harm, the result is kept and a warning says so.</summary>
    /// <exception cref="InvalidOperationException">No candidate was chosen or no layout was decided.</exception>
    /// <exception cref="GenerationException">The request does not fit the method or the model.</exception>
    public static async Task<SceneCorrection> CorrectAsync(SceneSession session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        SceneCandidate chosen = RequireChosen(session);
        Box target = RequireLayout(session).Box;
        GenerationRequest request = Request(session, chosen.Seed) with { TargetBox = target, CorrectionStrength = session.Settings.CorrectionStrength };
        GenerationResult result = await GenerateAsync(session, SceneStages.Correction, request, session.Settings.Steps, cancellationToken).ConfigureAwait(false);
        ScalarMap after = ObjectAttention(session, result) ?? new ScalarMap(0, 0, []);
        session.Correction = new SceneCorrection
        {
            Target = target,
            Image = result.Image,
            Steps = result.Guidance,
            AttentionBefore = chosen.ObjectAttention ?? new ScalarMap(0, 0, []),
            AttentionAfter = after,
            ObjectBoxBefore = chosen.ObjectBox,
            ObjectBoxAfter = after.Values.Length == 0 ? null : session.Services.Locator.Locate(after),
        };
        if (session.Correction.IsWorse)
        {
            session.Warn(Worse(session.Correction));
        }

        return session.Correction;
    }

    /// <summary>Draws the chosen candidate to its end where it is only a preview, in its place, from where it was paused.</summary>
    /// <exception cref="InvalidOperationException">No candidate was chosen.</exception>
    /// <exception cref="GenerationException">The request does not fit the method or the model.</exception>
    public static async Task FinishChosenAsync(SceneSession session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        SceneCandidate chosen = RequireChosen(session);
        if (!chosen.IsPreview)
        {
            return;
        }

        GenerationRequest request = Request(session, chosen.Seed) with { ContinueFrom = chosen.Paused };
        int steps = session.Settings.Steps - (chosen.Paused?.Steps ?? 0);
        GenerationResult result = await GenerateAsync(session, SceneStages.Finish, request, steps, cancellationToken).ConfigureAwait(false);
        session.Replace(Look(session, chosen.Index, result, cancellationToken));
    }

    private static string Worse(SceneCorrection correction) => string.Create(
        CultureInfo.InvariantCulture,
        $"The correction made things worse: the object's attention inside the box fell from {correction.ShareBefore:P0} to {correction.ShareAfter:P0} and its overlap with the box (IoU) from {correction.IouBefore:F2} to {correction.IouAfter:F2}. The picture before it is among the candidates; try another seed or box.");

    private static bool MakeCandidates(SceneSession session, int steps, CancellationToken cancellationToken)
    {
        SceneSettings settings = session.Settings;
        for (int index = session.Candidates.Count; index < settings.Candidates; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            StepReporter progress = new(session.Services.Observer, SceneStages.Candidates, index * settings.CandidateSteps, steps);
            GenerationRequest request = Request(session, settings.Seed + index) with
            {
                StopAfter = settings.PreviewStep, RoughSteps = settings.HasPreviews ? settings.RoughSteps : 0,
            };
            GenerationResult result = session.Services.Method.Generate(request, progress, cancellationToken);
            Note(session, result);
            session.Add(Look(session, index, result, cancellationToken) with { IsPreview = settings.HasPreviews, Paused = result.Paused });
        }

        return true;
    }

    /// <summary>A picture with the person and the object in it.</summary>
    private static SceneCandidate Look(SceneSession session, int index, GenerationResult result, CancellationToken cancellationToken)
    {
        ScalarMap? attention = ObjectAttention(session, result);
        return new SceneCandidate
        {
            Index = index,
            Seed = result.Seed,
            Image = result.Image,
            Pose = session.Services.Poses?.Estimate(result.Image, cancellationToken),
            ObjectAttention = attention,
            ObjectBox = attention is null ? null : session.Services.Locator.Locate(attention),
        };
    }

    private static Task<GenerationResult> GenerateAsync(SceneSession session, string stage, GenerationRequest request, int steps, CancellationToken cancellationToken)
    {
        StepReporter progress = new(session.Services.Observer, stage, -(request.ContinueFrom?.Steps ?? 0), steps);
        return session.RunStageAsync(stage, steps, () => Task.Run(
            () =>
            {
                GenerationResult result = session.Services.Method.Generate(request, progress, cancellationToken);
                Note(session, result);
                return result;
            },
            cancellationToken));
    }

    private static GenerationRequest Request(SceneSession session, long seed) => new()
    {
        Prompt = session.Prompt,
        NegativePrompt = session.Settings.NegativePrompt,
        Seed = seed,
        Steps = session.Settings.Steps,
        Scheduler = session.Settings.Scheduler,
        CacheInterval = session.Settings.CacheInterval,
        GuidanceScale = session.Settings.GuidanceScale,
    };

    /// <summary>The map of the object's words. A noun of several words falls back to its last, the head noun in English.</summary>
    private static ScalarMap? ObjectAttention(SceneSession session, GenerationResult result)
    {
        if (session.Prompt.Object is not { } noun)
        {
            return null;
        }

        return result.Attention.TryGetValue(noun, out ScalarMap? whole) ? whole : result.Attention.GetValueOrDefault(noun[(noun.LastIndexOf(' ') + 1)..]);
    }

    private static void Note(SceneSession session, GenerationResult result)
    {
        session.Count(result);
        foreach (string warning in result.Warnings)
        {
            session.Warn(warning);
        }
    }

    private static SceneCandidate RequireChosen(SceneSession session) =>
        session.Chosen ?? throw new InvalidOperationException("A candidate must be chosen first (PoseSubmission has no value).");

    private static LayoutChoice RequireLayout(SceneSession session) =>
        session.LayoutSubmission.Value ?? throw new InvalidOperationException("A layout must be decided first (LayoutSubmission has no value).");

    private sealed class StepReporter(IRunObserver observer, string stage, int done, int total) : IProgress<StepProgress>
    {
        public void Report(StepProgress value) => observer.Observe(new StageStepped(stage, done + value.Step, total));
    }
}
