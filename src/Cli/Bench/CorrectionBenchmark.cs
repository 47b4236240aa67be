using System.Reflection;
using ReCorD.Agents.Runs;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Generate;
using ReCorD.Plugins.Events;

namespace ReCorD.Cli.Bench;

/// <summary>
/// Whether corrections put objects where they belong: the whole pipeline over forty prompts of the embedded model's world with one seed, and for each
/// corrected run the object's attention share and Otsu box against the target box, before and after.
/// </summary>
internal sealed class CorrectionBenchmark(IRunner runner) : IBenchmark
{
    private const string PromptsResource = "correction-prompts.txt";
    private const long Seed = 1;

    public BenchSubject Subject => BenchSubject.Correction;

    /// <summary>The prompts, one line each.</summary>
    internal static IReadOnlyList<string> Prompts { get; } = ReadPrompts();

    public BenchReport Measure(BenchRequest request, IProgress<string> progress, CancellationToken cancellationToken)
    {
        List<(string Prompt, RunRecord Record)> runs = [];
        foreach (string prompt in Prompts)
        {
            progress.Report($"{runs.Count + 1}/{Prompts.Count}: {prompt}");
            RunPlan plan = Plan(request, prompt);
            runs.Add((prompt, runner.RunAsync(plan, new RecordSettings(), new Silent(), cancellationToken).GetAwaiter().GetResult().Record));
        }

        List<CorrectionRecord> corrected = [.. runs.Select(run => run.Record.Correction).OfType<CorrectionRecord>()];
        return new BenchReport(Fields(runs.Count, corrected), [.. runs.Select(run => Row(run.Prompt, run.Record))], []);
    }

    private static RunPlan Plan(BenchRequest request, string prompt)
    {
        GenerateSettings defaults = new();
        return new RunPlan
        {
            Prompt = prompt, Method = defaults.Method, Profile = defaults.Profile, Model = request.Model, Seed = Seed, Candidates = defaults.Candidates, Steps = defaults.Steps,
            NegativePrompt = "", Provider = "builtin", Orchestration = defaults.Orchestration, Device = request.Device, Threads = request.Threads,
        };
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

    private static string[] ReadPrompts()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(PromptsResource)
            ?? throw new InvalidOperationException($"The resource {PromptsResource} is missing from the program.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>The bench tells its own progress.</summary>
    private sealed class Silent : IRunObserver
    {
        public void Observe(RunEvent runEvent)
        {
        }
    }
}
