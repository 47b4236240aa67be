using System.Globalization;
using ReCorD.Compute.Imaging;
using ReCorD.Plugins.Guards;
using ReCorD.Plugins.Layout;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Agents.Runs;

/// <summary>Finds contradictions in a request before anything is computed.</summary>
internal static class RequestCheck
{
    public static void Validate(RunRequest request)
    {
        RunSettings settings = request.Settings;
        Require(settings.Orchestration is "pipeline" or "planner", $"There is no orchestration '{settings.Orchestration}'; choose pipeline or planner.");
        Require(settings.Candidates >= 1, $"{settings.Candidates} candidates were asked for; at least 1 is needed.");
        Require(settings.Steps is >= 1 and <= 1000, $"{settings.Steps} steps were asked for; choose 1 to 1000.");
        Require(
            settings.PreviewStep is null || (settings.PreviewStep >= 1 && settings.PreviewStep <= settings.Steps),
            $"Candidates were to be shown at step {settings.PreviewStep} of {settings.Steps}; choose a step from 1 to {settings.Steps}.");
        Require(settings.RoughSteps is null or (>= 0 and <= 1000), $"{settings.RoughSteps} rough steps were asked for; choose 0 to 1000.");
        Require(settings.Rounds >= 1, $"{settings.Rounds} rounds were asked for; at least 1 is needed.");
        CheckSeed(settings);
        if (settings.Box is { } box)
        {
            CheckBox(request, box);
        }

        CheckLimits(request);

        if (request.Decisions is { } decisions)
        {
            int made = Math.Max(settings.Candidates, decisions.Seeds.Count);
            Require(made <= SceneSettings.MaximumCandidates || made == settings.Candidates, $"The record has {made} candidates; a run has at most {SceneSettings.MaximumCandidates}.");
            Require(
                decisions.Pose.Index >= 0 && decisions.Pose.Index < made,
                $"The record chose candidate {decisions.Pose.Index}, but this run makes {made} (numbered from 0).");
            Require(decisions.Pose.Attempts >= 0 && decisions.Layout is not { Attempts: < 0 }, "The record counts fewer than 0 answers; the record is damaged.");
            Require(decisions.Layout?.Box is not { } layout || IsBox(layout), "The record's layout box is not a box on the picture; the record is damaged.");
        }
    }

    /// <summary>Every candidate that a run may make needs a seed. A planner may add candidates to those of the first round, and the next round's seeds lie above them.</summary>
    private static void CheckSeed(RunSettings settings)
    {
        bool mayGrow = settings.Orchestration == "planner" && settings.Rounds > 1;
        long first = mayGrow ? Math.Max(settings.Candidates, SceneSettings.MaximumCandidates) : settings.Candidates;
        long most = first + ((long)settings.Candidates * (settings.Rounds - 1));
        Require(
            settings.Seed <= long.MaxValue - most + 1,
            string.Create(CultureInfo.InvariantCulture, $"The seed {settings.Seed} is too large: candidate i uses seed + i, and the {most} candidates that {settings.Rounds} {(settings.Rounds == 1 ? "round" : "rounds")} may have go beyond {long.MaxValue}."));
    }

    // Laxer than the rules for new layouts: a run may have kept a located box of any size.
    private static bool IsBox(Box box) =>
        double.IsFinite(box.Left) && double.IsFinite(box.Top) && double.IsFinite(box.Right) && double.IsFinite(box.Bottom) && !box.IsEmpty && box.Intersect(Box.WholePicture) == box;

    /// <summary>A planner must at least be able to do what a run without branches does.</summary>
    private static void CheckLimits(RunRequest request)
    {
        SceneSettings scene = RunRecords.Settings(request, InteractionPipeline.IsPlain(request.Prompt, request.Settings.Method));
        if (scene.Limits is not { } limits)
        {
            return;
        }

        int least = RunBudget.LeastSteps(scene);
        Require(
            limits.MaximumSteps is null || limits.MaximumSteps >= least,
            $"The planner may take {limits.MaximumSteps} denoising steps, but the candidates and one correction take {least}. Raise Planner:MaximumSteps, or ask for fewer steps or candidates.");
        Require(limits.MaximumCalls >= 1 && limits.MaximumSeconds > 0, "The planner needs at least one tool call and some time (Planner:MaximumCalls, Planner:MaximumSeconds).");
    }

    private static void CheckBox(RunRequest request, Box box)
    {
        Require(request.Settings.Method != InteractionPipeline.PlainMethod, $"The method {InteractionPipeline.PlainMethod} cannot place objects; leave the box out or use the method record.");
        Require(request.Prompt.HasInteraction, "A box was given, but the prompt has no interaction of the form \"{subject} is {verb-ing} {object}\", so there is no object to place.");
        IReadOnlyList<string> problems = LayoutValidator.CheckObject(box);
        Require(problems.Count == 0, string.Join(" ", problems));
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new AgentException(message);
        }
    }
}
