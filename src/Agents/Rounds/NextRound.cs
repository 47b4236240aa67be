using ReCorD.Agents.Runs;
using ReCorD.Compute.Imaging;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Agents.Rounds;

/// <summary>Applies what a critic asked for: the scene of the next round, with the decisions that the change leaves as they were.</summary>
internal static class NextRound
{
    public static SceneSession Of(SceneSession last, RoundChange change, RoundContext context)
    {
        bool newCandidates = change.Kind is RoundChangeKinds.OtherSeeds or RoundChangeKinds.NegativePrompt;
        SceneSession next = last.Next(Settings(last, change, context) with { Limits = null }, context, !newCandidates);
        if (newCandidates)
        {
            return next;
        }

        if (change.Kind == RoundChangeKinds.OtherCandidate)
        {
            next.PoseSubmission.Restore(new PoseChoice(change.Candidate!.Value, Because(context, change)), 0, null);
            return next;
        }

        RunRecords.RestorePose(RunRecords.Choice(last.PoseSubmission)!, next);
        LayoutRecord? layout = RunRecords.Layout(last.LayoutSubmission);
        RunRecords.RestoreLayout(change.Box is { } box ? Moved(layout, box, Because(context, change)) : layout, next);
        return next;
    }

    private static SceneSettings Settings(SceneSession last, RoundChange change, RoundContext context) => change.Kind switch
    {
        RoundChangeKinds.OtherSeeds => last.Settings with { Seed = UntriedSeed(last, context) },

        // What the user does not want to see stays unwanted.
        RoundChangeKinds.NegativePrompt => last.Settings with { NegativePrompt = NegativePrompts.Join(last.Settings.NegativePrompt, change.NegativePrompt!) },
        RoundChangeKinds.Stronger => last.Settings with { CorrectionStrength = last.Strength * RoundChangeKinds.StrengthFactor },
        RoundChangeKinds.Weaker => last.Settings with { CorrectionStrength = last.Strength / RoundChangeKinds.StrengthFactor },
        _ => last.Settings,
    };

    private static LayoutRecord Moved(LayoutRecord? layout, Box box, string reason) => new(box, layout?.Attributes ?? new Dictionary<string, string>(), reason, 0, null);

    private static string Because(RoundContext context, RoundChange change) => FormattableString.Invariant($"Asked for by the critic for round {context.Number}: {change.Reason}");

    /// <summary>Above the seeds of all rounds, and above those that a planner added to the last.</summary>
    private static long UntriedSeed(SceneSession last, RoundContext context) => Math.Max(
        context.Tried.Max(setup => setup.Seed) + last.Settings.Candidates, last.Candidates.Max(candidate => candidate.Seed) + 1);
}
