using System.Security.Cryptography;
using ReCorD.Agents.Conversations;
using ReCorD.Agents.Decorators.Usage;
using ReCorD.Agents.Rounds;
using ReCorD.Compute.Imaging;
using ReCorD.Diffusion.Prompts;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Agents.Runs;

/// <summary>Between requests, sessions and records.</summary>
internal static class RunRecords
{
    public static SceneSettings Settings(RunRequest request, bool plain) => new()
    {
        Seed = RoundReplay.Effective(request).Seed,
        Candidates = plain ? 1 : request.Settings.Candidates,
        AddedSeeds = plain || request.Decisions is null ? [] : [.. request.Decisions.Seeds.Skip(request.Settings.Candidates)],
        PreviewStep = plain ? null : request.Settings.PreviewStep,
        RoughSteps = request.Settings.RoughSteps ?? 0,
        Steps = request.Settings.Steps,
        Scheduler = request.Settings.Scheduler,
        CacheInterval = request.Settings.CacheInterval,
        GuidanceScale = request.Settings.GuidanceScale,
        CorrectionStrength = RoundReplay.Effective(request).CorrectionStrength,
        NegativePrompt = RoundReplay.Effective(request).NegativePrompt,
        ChangeThreshold = request.ChangeThreshold,
        Limits = plain || request.Decisions is not null || request.Settings.Orchestration != "planner" ? null : request.Limits,
    };

    public static RunOutcome Outcome(RunRequest request, RoundsOutcome rounds, TranscriptRecorder transcript, UsageLedger? usage, DateTimeOffset started)
    {
        SceneSession session = rounds.Kept;
        RoundsRecord? told = RoundRecords.Of(rounds) ?? request.Decisions?.Rounds;
        RgbImage final = session.CurrentImage ?? throw new InvalidOperationException("The run made no picture.");
        InteractionPrompt prompt = session.Prompt;
        RunRecord record = new()
        {
            Program = request.Program,
            Started = started,
            Settings = request.Settings,
            PromptReading = request.Reading?.Record,
            Prompt = new PromptRecord(prompt.Text, prompt.Subject, prompt.Verb, prompt.Object, prompt.Intransitive),
            Model = request.Model,
            Candidates = [.. session.Candidates.Select(item => new CandidateRecord(item.Index, item.Seed, item.Pose is null ? null : item.Pose with { PersonMask = null }, item.ObjectBox, item.ObjectAttention))],
            PoseChoice = Choice(session.PoseSubmission),
            Layout = Layout(session.LayoutSubmission),
            ChangeCheck = Check(session),
            Correction = session.Correction is { } correction ? Correction(correction) : null,
            Planning = IsPlanned(session) ? Planning(session) : request.Decisions?.Planning,
            Rounds = told,
            Transcript = transcript.Entries,
            Warnings = [.. (request.Reading?.Warnings ?? []).Concat(session.Warnings).Concat(told?.Warnings ?? []).Distinct(StringComparer.Ordinal)],
            Usage = usage?.ToRecord() is { Count: > 0 } paid ? paid : null,
            Timings = Timings(request, rounds),
            UNetRows = rounds.Sessions.Sum(one => one.UNetRows),
            ImageSha256 = Convert.ToHexStringLower(SHA256.HashData(final.Pixels)),
        };
        return new RunOutcome
        {
            Record = record,
            FinalImage = final,
            BeforeImage = session.Correction is null ? null : session.Chosen?.Image,
            CandidateImages = [.. session.Candidates.Select(item => item.Image)],
            BranchImages = session.Branches.Count(branch => branch.IsComplete) < 2 ? [] : [.. session.Branches.Where(branch => branch.IsComplete).Select(branch => session.ImageOf(branch)!)],
            RoundImages = told is null ? [] : rounds.KeptNumber is null ? [new RoundImage(told.Kept, final)] : [.. rounds.Rounds.Select(round => new RoundImage(round.Number, round.Session.Final!.Image))],
        };
    }

    /// <summary>Seconds by stage, over all rounds.</summary>
    private static SortedDictionary<string, double> Timings(RunRequest request, RoundsOutcome rounds)
    {
        SortedDictionary<string, double> sum = new(StringComparer.Ordinal);
        foreach ((string stage, double seconds) in rounds.Sessions.SelectMany(session => session.Timings))
        {
            sum[stage] = sum.GetValueOrDefault(stage) + seconds;
        }

        if (request.Reading is { Seconds: > 0 } reading)
        {
            sum[SceneStages.Prompt] = reading.Seconds;
        }

        return sum;
    }

    /// <summary>Puts recorded decisions into a session as if its agents had just taken them, warnings about fallbacks included.</summary>
    public static void Restore(ReplayDecisions decisions, SceneSession session)
    {
        RestorePose(decisions.Pose, session);
        RestoreLayout(decisions.Layout, session);
    }

    public static void RestorePose(PoseChoiceRecord pose, SceneSession session)
    {
        session.PoseSubmission.Restore(new PoseChoice(pose.Index, pose.Reasoning), pose.Attempts, pose.Fallback);
        if (pose.Fallback is { } poseFallback)
        {
            session.Warn(Fallbacks.PoseWarning(poseFallback));
        }
    }

    /// <summary>Null leaves the layout open.</summary>
    public static void RestoreLayout(LayoutRecord? recorded, SceneSession session)
    {
        if (recorded is not { } layout)
        {
            return;
        }

        session.LayoutSubmission.Restore(layout.Box is { } box ? Choice(layout, box) : null, layout.Attempts, layout.Fallback);
        if (layout.Fallback is { } layoutFallback)
        {
            session.Warn(Fallbacks.LayoutWarning(layoutFallback));
        }
    }

    public static LayoutChoice Choice(LayoutRecord layout, Box box) => new(box, layout.Attributes, layout.Reasoning);

    public static PoseChoiceRecord? Choice(Submission<PoseChoice> submission) => submission.Value is { } value
        ? new PoseChoiceRecord(value.Index, value.Reasoning, submission.Attempts, submission.Fallback)
        : null;

    public static ChangeCheckRecord? Check(SceneSession session) => session.ChangeCheck is { } check
        ? new ChangeCheckRecord(check.IntersectionOverUnion, check.Threshold, check.Corrected, check.Reason)
        : null;

    public static LayoutRecord? Layout(Submission<LayoutChoice> submission) => (submission.Value, submission.Fallback) switch
    {
        ({ } value, _) => new LayoutRecord(value.Box, value.Attributes, value.Reasoning, submission.Attempts, submission.Fallback),
        (null, { } givenUp) => new LayoutRecord(null, new Dictionary<string, string>(), "", submission.Attempts, givenUp),
        _ => null,
    };

    /// <summary>Whether a model drove the run: a planner, or a client's own that ended or branched it.</summary>
    private static bool IsPlanned(SceneSession session) => session.Budget is not null || session.Summary is not null || session.Branches.Count > 1;

    private static PlanningRecord Planning(SceneSession session) => new(
        session.Summary, session.ToolCalls, session.StepsDrawn, [.. session.Branches.Where(branch => branch.IsComplete).Select(branch => Branch(session, branch))]);

    private static BranchRecord Branch(SceneSession session, SceneBranch branch)
    {
        BranchMeasures measures = session.MeasuresOf(branch)!;
        PoseChoice choice = branch.PoseSubmission.Value!;
        return new BranchRecord(
            branch.Index, choice.Index, choice.Reasoning, branch.LayoutSubmission.Value!.Box, branch.Correction is not null, measures.ShareInside, measures.IntersectionOverUnion, branch == session.Branch);
    }

    private static CorrectionRecord Correction(SceneCorrection correction) => new(
        correction.Target, correction.Steps, correction.AttentionBefore, correction.AttentionAfter, correction.ShareBefore, correction.ShareAfter,
        correction.ObjectBoxBefore, correction.ObjectBoxAfter, correction.IouBefore, correction.IouAfter);
}
