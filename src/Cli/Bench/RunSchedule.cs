namespace ReCorD.Cli.Bench;

/// <summary>How often a run calls the networks.</summary>
/// <param name="Name">For people.</param>
/// <param name="EditedSteps">Edited passes of four rows, in all candidates and the correction together.</param>
/// <param name="GradientSteps">Gradient steps of the correction.</param>
internal sealed record RunSchedule(string Name, int EditedSteps, int GradientSteps)
{
    private const int Candidates = 5;
    private const int Steps = 50;

    /// <summary>The official code's, ours without and with previews.</summary>
    /// <param name="previewStep">Step at which all but the chosen candidate end.</param>
    /// <param name="guidedShare">Share of the correction's steps that are guided.</param>
    public static IReadOnlyList<RunSchedule> All(int previewStep, double guidedShare)
    {
        int guided = (int)Math.Round(guidedShare * Steps);
        return
        [
            new RunSchedule("official: 5 candidates, 1 correction", (Candidates + 1) * Steps, guided),
            new RunSchedule($"candidates end at step {previewStep}, chosen one finished", (Candidates * previewStep) + (Steps - previewStep) + Steps, guided),
            new RunSchedule("candidates only, all finished", Candidates * Steps, 0),
        ];
    }
}
