using ReCorD.Diffusion.Methods;

namespace ReCorD.Cli.Bench;

/// <summary>How often a run calls the networks.</summary>
/// <param name="Name">For people.</param>
/// <param name="EditedSteps">Edited passes of four rows, in all candidates and the correction together.</param>
/// <param name="PlainSteps">Passes of the two rows that are left once nothing is edited.</param>
/// <param name="GradientSteps">Gradient steps of the correction.</param>
internal sealed record RunSchedule(string Name, int EditedSteps, int PlainSteps, int GradientSteps)
{
    private const int Candidates = 5;
    private const int Steps = 50;

    /// <summary>The official code's, and ours without and with previews.</summary>
    /// <param name="previewStep">Step at which candidates are paused.</param>
    /// <param name="roughSteps">Long steps from there to about their end.</param>
    /// <param name="profile">Says how many steps are edited and guided.</param>
    public static IReadOnlyList<RunSchedule> All(int previewStep, int roughSteps, RecordProfile profile)
    {
        int edited = OfSteps(Math.Max(profile.SwapShare, profile.SelfEnd)), guided = OfSteps(profile.GuidedShare), corrected = Math.Max(edited, guided);
        int rough = Math.Min(roughSteps, Steps - previewStep), roughEdited = Enumerable.Range(0, rough).Count(step => previewStep + (step * (Steps - previewStep) / rough) < edited);
        int previewEdited = Math.Min(previewStep, edited) + roughEdited;
        return
        [
            new RunSchedule("official: 5 candidates, 1 correction", (Candidates + 1) * Steps, 0, guided),
            new RunSchedule("idle rows left out", (Candidates * edited) + corrected, (Candidates * (Steps - edited)) + (Steps - corrected), guided),
            new RunSchedule($"and candidates paused at step {previewStep}", (Candidates * previewEdited) + corrected, (Candidates * (previewStep + rough - previewEdited)) + (Steps - corrected), guided),
        ];
    }

    private static int OfSteps(double share) => (int)Math.Round(share * Steps);
}
