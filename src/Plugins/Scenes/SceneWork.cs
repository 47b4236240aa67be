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
    /// <summary>Makes the candidates that are missing, finds the person and the object in each and adds them to the session.</summary>
    /// <exception cref="GenerationException">The request does not fit the method or the model.</exception>
    public static async Task MakeCandidatesAsync(SceneSession session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        long[] missing = [.. session.Settings.Seeds.Skip(session.Candidates.Count)];
        if (missing.Length > 0)
        {
            await AddCandidatesAsync(session, missing, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Makes candidates of these seeds, numbered after those that there are.</summary>
    /// <exception cref="GenerationException">The request does not fit the method or the model.</exception>
    public static async Task AddCandidatesAsync(SceneSession session, IReadOnlyList<long> seeds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(seeds);
        int steps = seeds.Count * session.Settings.CandidateSteps;
        await session.RunStageAsync(SceneStages.Candidates, steps, () => Task.Run(() => MakeCandidates(session, seeds, steps, cancellationToken), cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Runs the first steps of a seed and tells what the picture would be, without making a candidate of it.</summary>
    /// <param name="session">The run.</param>
    /// <param name="offset">Distance of the seed from the run's first one; also the index of what is returned, which is none of a candidate.</param>
    /// <param name="steps">How many, from 1 to the run's steps.</param>
    /// <param name="cancellationToken">Ends it within the present step.</param>
    /// <exception cref="GenerationException">The request does not fit the method or the model.</exception>
    public static async Task<SceneCandidate> PreviewSeedAsync(SceneSession session, int offset, int steps, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        GenerationRequest request = Request(session, session.Settings.Seed + offset) with { StopAfter = steps };
        GenerationResult result = await GenerateAsync(session, SceneStages.SeedPreview, request, steps, cancellationToken).ConfigureAwait(false);
        return Look(session, offset, result, cancellationToken) with { IsPreview = steps < session.Settings.Steps };
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
        session.Branch.Add(trial);
        return trial;
    }

    /// <summary>Compares the present with the proposed object box and notes whether a correction is worth it.</summary>
    /// <exception cref="InvalidOperationException">No candidate was chosen or no layout was decided.</exception>
    public static ChangeCheck CheckChange(SceneSession session)
    {
        session.ChangeCheck = CompareBoxes(session);
        return session.ChangeCheck;
    }

    /// <summary>Compares the present with the proposed object box and notes nothing.</summary>
    /// <exception cref="InvalidOperationException">No candidate was chosen or no layout was decided.</exception>
    public static ChangeCheck CompareBoxes(SceneSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        Box target = RequireLayout(session).Box;
        double threshold = session.Settings.ChangeThreshold;
        SceneCandidate chosen = RequireChosen(session);
        Box? present = (chosen.Preview ?? chosen).ObjectBox;
        double iou = present?.IntersectionOverUnion(target) ?? 0;
        bool correct = iou <= threshold;
        string reason = (present, correct) switch
        {
            (null, _) => "The object was not found in the chosen picture, so it has to be brought into its box.",
            (_, true) => string.Create(CultureInfo.InvariantCulture, $"Present and proposed object box share {iou:F2} of their union, not more than {threshold:F2}: the object is moved."),
            (_, false) => string.Create(CultureInfo.InvariantCulture, $"Present and proposed object box share {iou:F2} of their union, more than {threshold:F2}: the picture is kept as it is."),
        };
        return new ChangeCheck(iou, threshold, correct, reason);
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
        if (session.Correction.IsVain)
        {
            session.WarnOfBranch(Vain(session.Correction));
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
        session.Replace(Look(session, chosen.Index, result, cancellationToken) with { Preview = chosen with { Paused = null } });
    }

    /// <summary>Looks at the finished picture as at a candidate: the person, the object, and how well it lies where the layout wants it.</summary>
    /// <exception cref="InvalidOperationException">No candidate was chosen.</exception>
    public static SceneCandidate ExamineFinal(SceneSession session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        SceneCandidate chosen = RequireChosen(session);
        if (session.Final is not { } known || !ReferenceEquals(known.Image, session.CurrentImage))
        {
            session.Final = session.Correction is not { } correction ? chosen : chosen with
            {
                Image = correction.Image,
                IsPreview = false,
                Pose = session.Services.Poses?.Estimate(correction.Image, cancellationToken),
                ObjectAttention = correction.AttentionAfter.Values.Length == 0 ? null : correction.AttentionAfter,
                ObjectBox = correction.ObjectBoxAfter,
            };
            int regions = session.Final.ObjectAttention is { } map ? session.Services.Locator.CountRegions(map) : 0;
            session.Measures = FinalMeasures.Of(session.Final, session.LayoutSubmission.Value?.Box, regions);
        }

        return session.Final;
    }

    private static string Vain(SceneCorrection correction) => string.Create(
        CultureInfo.InvariantCulture,
        $"The correction {(correction.IsWorse ? "made things worse" : "did not bring the object nearer to its box")}: the share of its attention inside went from {correction.ShareBefore:P0} to {correction.ShareAfter:P0} and its overlap with the box (IoU) from {correction.IouBefore:F2} to {correction.IouAfter:F2}. The picture before it is among the candidates; try another seed or box.");

    private static bool MakeCandidates(SceneSession session, IReadOnlyList<long> seeds, int steps, CancellationToken cancellationToken)
    {
        SceneSettings settings = session.Settings;
        for (int made = 0; made < seeds.Count; made++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            StepReporter progress = new(session.Services.Observer, SceneStages.Candidates, made * settings.CandidateSteps, steps);
            GenerationRequest request = Request(session, seeds[made]) with
            {
                StopAfter = settings.PreviewStep, RoughSteps = settings.HasPreviews ? settings.RoughSteps : 0,
            };
            GenerationResult result = session.Services.Method.Generate(request, progress, cancellationToken);
            session.Count(result, settings.CandidateSteps);
            foreach (string warning in result.Warnings.Where(warning => !session.Warnings.Contains(warning, StringComparer.Ordinal)))
            {
                session.WarnOfCandidates(warning);
            }

            session.Add(Look(session, session.Candidates.Count, result, cancellationToken) with { IsPreview = settings.HasPreviews, Paused = result.Paused });
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
                Note(session, result, steps);
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

    private static void Note(SceneSession session, GenerationResult result, int steps)
    {
        session.Count(result, steps);
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
