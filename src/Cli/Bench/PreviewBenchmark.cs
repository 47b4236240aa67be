using ReCorD.Agents.Runs;
using ReCorD.Cli.Generate;

namespace ReCorD.Cli.Bench;

/// <summary>
/// What choosing among previews costs and saves: forty prompts, each run once with all candidates finished and once with candidates that are
/// paused at the preview step and led to about their end; how often the same candidate is chosen, and the UNet rows of both.
/// </summary>
internal sealed class PreviewBenchmark(IRunner runner) : IBenchmark
{
    /// <summary>Steps x rows of the official code: five candidates and one correction of 50 steps, four rows each.</summary>
    private const int OfficialRows = 6 * 50 * 4;

    public BenchSubject Subject => BenchSubject.Preview;

    public BenchReport Measure(BenchRequest request, IProgress<string> progress, CancellationToken cancellationToken)
    {
        List<(string Prompt, RunRecord Whole, RunRecord Preview)> pairs = BenchRuns.ForEachPrompt(progress, prompt =>
        {
            RunPlan plan = BenchRuns.Plan(request, prompt);
            RunRecord whole = BenchRuns.Run(runner, plan, cancellationToken);
            return (prompt, whole, BenchRuns.Run(runner, plan with { PreviewStep = request.PreviewStep, RoughSteps = request.RoughSteps }, cancellationToken));
        });

        double previewRows = pairs.Average(pair => Rows(pair.Preview));
        return new BenchReport(
        [
            new BenchField("runs", pairs.Count),
            new BenchField("preview_step", request.PreviewStep),
            new BenchField("rough_steps", request.RoughSteps),
            new BenchField("same_candidate", (double)pairs.Count(pair => Chosen(pair.Whole) == Chosen(pair.Preview)) / pairs.Count),
            new BenchField("mean_rows_whole", pairs.Average(pair => Rows(pair.Whole))),
            new BenchField("mean_rows_preview", previewRows),
            new BenchField("share_of_official_rows", previewRows / OfficialRows),
            new BenchField("seconds_whole", pairs.Average(pair => BenchRuns.Seconds(pair.Whole)), "s"),
            new BenchField("seconds_preview", pairs.Average(pair => BenchRuns.Seconds(pair.Preview)), "s"),
        ],
        [.. pairs.Select(pair => Row(pair.Prompt, pair.Whole, pair.Preview))],
        [$"The official schedule takes {OfficialRows} rows: five candidates and one correction, 50 steps of four rows each. Gradient steps are left out on both sides."]);
    }

    private static int? Chosen(RunRecord record) => record.PoseChoice?.Index;

    private static int Rows(RunRecord record) => record.UNetRows ?? 0;

    private static BenchField[] Row(string prompt, RunRecord whole, RunRecord preview) =>
    [
        new BenchField("prompt", prompt), new BenchField("whole", Chosen(whole)), new BenchField("preview", Chosen(preview)), new BenchField("same", Chosen(whole) == Chosen(preview)),
        new BenchField("rows_whole", Rows(whole)), new BenchField("rows_preview", Rows(preview)),
    ];
}
