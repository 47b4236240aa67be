using ReCorD.Agents.Runs;
using ReCorD.Cli.Generate;
using ReCorD.Plugins.Scenes;

namespace ReCorD.Cli.Bench;

/// <summary>
/// Whether the planner brings runs to their end by itself: forty prompts, each driven by the planner agent; how many it finished, how often it branched,
/// what it used of its budget, and how well the object lies in its box in the pictures that it kept.
/// </summary>
internal sealed class PlannerBenchmark(IRunner runner) : IBenchmark
{
    public BenchSubject Subject => BenchSubject.Planner;

    public BenchReport Measure(BenchRequest request, IProgress<string> progress, CancellationToken cancellationToken)
    {
        List<(string Prompt, RunRecord Record)> runs = BenchRuns.ForEachPrompt(progress, prompt => (prompt, BenchRuns.Run(runner, BenchRuns.Plan(request, prompt) with { Orchestration = "planner" }, cancellationToken)));

        BranchRecord[] kept = [.. runs.Select(run => Kept(run.Record)).OfType<BranchRecord>()];
        return new BenchReport(
        [
            new BenchField("runs", runs.Count),
            new BenchField("finished", runs.Count(run => run.Record.Planning?.Summary is not null)),
            new BenchField("branched", runs.Count(run => run.Record.Planning?.Branches.Count > 1)),
            new BenchField("added_candidates", runs.Count(run => run.Record.Candidates.Count > run.Record.Settings.Candidates)),
            new BenchField("mean_calls", runs.Average(run => run.Record.Planning?.Calls ?? 0)),
            new BenchField("mean_steps", runs.Average(run => run.Record.Planning?.Steps ?? 0)),
            new BenchField("mean_share", kept.Length == 0 ? 0 : kept.Average(branch => branch.ShareAfter)),
            new BenchField("mean_iou", kept.Length == 0 ? 0 : kept.Average(branch => branch.IouAfter)),
            new BenchField("mean_seconds", runs.Average(run => run.Record.Timings.GetValueOrDefault(SceneStages.Planner)), "s"),
        ],
        [.. runs.Select(run => Row(run.Prompt, run.Record))],
        []);
    }

    private static BranchRecord? Kept(RunRecord record) => record.Planning?.Branches.FirstOrDefault(branch => branch.Kept);

    private static BenchField[] Row(string prompt, RunRecord record)
    {
        BranchRecord? kept = Kept(record);
        return
        [
            new BenchField("prompt", prompt), new BenchField("finished", record.Planning?.Summary is not null), new BenchField("candidates", record.Candidates.Count),
            new BenchField("branches", record.Planning?.Branches.Count), new BenchField("kept", kept?.Index), new BenchField("corrected", kept?.Corrected),
            new BenchField("share", kept?.ShareAfter), new BenchField("iou", kept?.IouAfter), new BenchField("calls", record.Planning?.Calls), new BenchField("steps", record.Planning?.Steps),
        ];
    }
}
