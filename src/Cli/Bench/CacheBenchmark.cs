using ReCorD.Agents.Runs;
using ReCorD.Cli.Generate;
using ReCorD.Compute.Imaging;

namespace ReCorD.Cli.Bench;

/// <summary>
/// What steps that take over another step's deep feature cost and save: forty prompts, each run with and without, the second with the decisions of the
/// first. Fidelity is the likeness of the pictures (PSNR, of 8-bit values) and where the corrected objects end up.
/// </summary>
internal sealed class CacheBenchmark(IRunner runner) : IBenchmark
{
    public BenchSubject Subject => BenchSubject.Cache;

    public BenchReport Measure(BenchRequest request, IProgress<string> progress, CancellationToken cancellationToken)
    {
        List<(string Prompt, RunOutcome Whole, RunOutcome Cached)> pairs = BenchRuns.ForEachPrompt(progress, prompt =>
        {
            RunPlan plan = BenchRuns.Plan(request, prompt);
            RunOutcome whole = BenchRuns.Outcome(runner, plan, cancellationToken);
            return (prompt, whole, BenchRuns.Outcome(runner, plan with { CacheInterval = request.CacheInterval, Decisions = ReplayDecisions.From(whole.Record) }, cancellationToken));
        });

        var corrected = pairs.Where(pair => pair.Whole.Record.Correction is not null && pair.Cached.Record.Correction is not null)
            .Select(pair => (Whole: pair.Whole.Record.Correction!, Cached: pair.Cached.Record.Correction!)).ToList();
        double Mean(Func<(CorrectionRecord Whole, CorrectionRecord Cached), double> value) => corrected.Count == 0 ? 0 : corrected.Average(value);
        return new BenchReport(
        [
            new BenchField("runs", pairs.Count),
            new BenchField("cache_interval", request.CacheInterval),
            new BenchField("mean_psnr", pairs.Average(pair => Psnr(pair.Whole.FinalImage, pair.Cached.FinalImage)), "dB"),
            new BenchField("lowest_psnr", pairs.Min(pair => Psnr(pair.Whole.FinalImage, pair.Cached.FinalImage)), "dB"),
            new BenchField("corrected", corrected.Count),
            new BenchField("mean_share_whole", Mean(pair => pair.Whole.ShareAfter)),
            new BenchField("mean_share_cached", Mean(pair => pair.Cached.ShareAfter)),
            new BenchField("mean_iou_whole", Mean(pair => pair.Whole.IouAfter)),
            new BenchField("mean_iou_cached", Mean(pair => pair.Cached.IouAfter)),
            new BenchField("drawing_seconds_whole", pairs.Average(pair => DrawingSeconds(pair.Whole.Record)), "s"),
            new BenchField("drawing_seconds_cached", pairs.Average(pair => DrawingSeconds(pair.Cached.Record)), "s"),
        ],
        [.. pairs.Select(pair => Row(pair.Prompt, pair.Whole, pair.Cached))],
        []);
    }

    /// <summary>Peak signal-to-noise ratio in decibels; equal pictures count as 100.</summary>
    internal static double Psnr(RgbImage left, RgbImage right)
    {
        double sum = 0;
        for (int i = 0; i < left.Pixels.Length; i++)
        {
            sum += Math.Pow(left.Pixels[i] - right.Pixels[i], 2);
        }

        return sum == 0 ? 100 : 10 * Math.Log10(255.0 * 255 * left.Pixels.Length / sum);
    }

    /// <summary>Candidates and correction: a repeat asks no agents.</summary>
    private static double DrawingSeconds(RunRecord record) => record.Timings.GetValueOrDefault("candidates") + record.Timings.GetValueOrDefault("correction");

    private static BenchField[] Row(string prompt, RunOutcome whole, RunOutcome cached) =>
    [
        new BenchField("prompt", prompt), new BenchField("psnr", Psnr(whole.FinalImage, cached.FinalImage)),
        new BenchField("iou_whole", whole.Record.Correction?.IouAfter), new BenchField("iou_cached", cached.Record.Correction?.IouAfter),
    ];
}
