using ReCorD.Agents.Runs;
using ReCorD.Cli.Generate;

namespace ReCorD.Cli.Bench;

/// <summary>
/// Whether corrections put objects where they belong: the whole pipeline over forty prompts of the embedded model's world with one seed, and for each
/// corrected run the object's attention share and Otsu box against the target box, before and after.
/// </summary>
internal sealed class CorrectionBenchmark(IRunner runner) : IBenchmark
{
    public BenchSubject Subject => BenchSubject.Correction;

    public BenchReport Measure(BenchRequest request, IProgress<string> progress, CancellationToken cancellationToken)
    {
        List<(string Prompt, RunRecord Record)> runs = BenchRuns.ForEachPrompt(progress, prompt => (prompt, BenchRuns.Run(runner, BenchRuns.Plan(request, prompt), cancellationToken)));

        List<CorrectionRecord> corrected = [.. runs.Select(run => run.Record.Correction).OfType<CorrectionRecord>()];
        return new BenchReport(Fields(runs.Count, corrected), [.. runs.Select(run => Row(run.Prompt, run.Record))], []);
    }

    private static BenchField[] Fields(int runs, List<CorrectionRecord> corrected)
    {
        double Share(Func<CorrectionRecord, bool> holds) => corrected.Count == 0 ? 0 : (double)corrected.Count(holds) / corrected.Count;
        double Mean(Func<CorrectionRecord, double> value) => corrected.Count == 0 ? 0 : corrected.Average(value);
        return
        [
            new BenchField("runs", runs),
            new BenchField("corrected", corrected.Count),
            new BenchField("share_improved", Share(correction => correction.ShareAfter > correction.ShareBefore)),
            new BenchField("iou_improved", Share(correction => correction.IouAfter > correction.IouBefore)),
            new BenchField("both_improved", Share(correction => correction.ShareAfter > correction.ShareBefore && correction.IouAfter > correction.IouBefore)),
            new BenchField("mean_share_before", Mean(correction => correction.ShareBefore)),
            new BenchField("mean_share_after", Mean(correction => correction.ShareAfter)),
            new BenchField("mean_iou_before", Mean(correction => correction.IouBefore)),
            new BenchField("mean_iou_after", Mean(correction => correction.IouAfter)),
        ];
    }

    private static BenchField[] Row(string prompt, RunRecord record)
    {
        CorrectionRecord? correction = record.Correction;
        string target = record.Layout?.Box is { } box ? string.Join(",", box.ToReference()) : "";
        return
        [
            new BenchField("prompt", prompt), new BenchField("candidate", record.PoseChoice?.Index), new BenchField("target", target), new BenchField("corrected", correction is not null),
            new BenchField("share_before", correction?.ShareBefore), new BenchField("share_after", correction?.ShareAfter),
            new BenchField("iou_before", correction?.IouBefore ?? record.ChangeCheck?.IntersectionOverUnion), new BenchField("iou_after", correction?.IouAfter),
        ];
    }
}
