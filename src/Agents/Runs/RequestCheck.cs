using System.Globalization;
using ReCorD.Compute.Imaging;
using ReCorD.Plugins.Layout;

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
        Require(
            settings.Seed <= long.MaxValue - (settings.Candidates - 1),
            string.Create(CultureInfo.InvariantCulture, $"The seed {settings.Seed} is too large: candidate i uses seed + i, and {settings.Candidates} candidates go beyond {long.MaxValue}."));
        if (settings.Box is { } box)
        {
            CheckBox(request, box);
        }

        if (request.Decisions is { } decisions)
        {
            Require(
                decisions.Pose.Index >= 0 && decisions.Pose.Index < settings.Candidates,
                $"The record chose candidate {decisions.Pose.Index}, but this run makes {settings.Candidates} (numbered from 0).");
            Require(decisions.Pose.Attempts >= 0 && decisions.Layout is not { Attempts: < 0 }, "The record counts fewer than 0 answers; the record is damaged.");
            Require(decisions.Layout?.Box is not { } layout || IsBox(layout), "The record's layout box is not a box on the picture; the record is damaged.");
        }
    }

    // Laxer than the rules for new layouts: a run may have kept a located box of any size.
    private static bool IsBox(Box box) =>
        double.IsFinite(box.Left) && double.IsFinite(box.Top) && double.IsFinite(box.Right) && double.IsFinite(box.Bottom) && !box.IsEmpty && box.Intersect(Box.WholePicture) == box;

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
