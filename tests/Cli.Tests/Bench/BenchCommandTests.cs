using System.Text.Json.Nodes;
using ReCorD.Agents.Runs;
using ReCorD.Cli.Application;
using ReCorD.Cli.Bench;
using ReCorD.Cli.Generate;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Bench;

public class BenchCommandTests
{
    /// <summary>Names that scripts read; how large the numbers are is the machine's business.</summary>
    [Theory]
    [InlineData("guidance")]
    [InlineData("edited")]
    public async Task Bench_NetworkAsJson_HasTheDocumentedFields(string what)
    {
        using CommandHarness harness = new();

        NetworkBenchmark benchmark = new(Enum.Parse<BenchSubject>(what, ignoreCase: true));
        JsonNode json = await BenchAsync(harness, benchmark, "--what", what, "--arch", "mini", "--json", "--model", Path.Combine(AppContext.BaseDirectory, "models", "mini-hoi"));

        Assert.All(
            ["seconds", "gflop", "gflops", "peak_gflops", "share_of_peak", "peak_memory_mb", "load_seconds"],
            name => Assert.True((double)json[name]! > 0, name));
    }

    [Fact]
    public async Task Bench_RunAsJson_CountsTheStepsOfEachSchedule()
    {
        using CommandHarness harness = new();

        JsonNode json = await BenchAsync(harness, new RunBenchmark(), "--what", "run", "--arch", "mini", "--preview-step", "10", "--rough-steps", "0", "--json", "--model", Path.Combine(AppContext.BaseDirectory, "models", "mini-hoi"));

        double plain = (double)json["plain_seconds"]!, edited = (double)json["edited_seconds"]!, gradient = (double)json["gradient_seconds"]!;
        Assert.Equal((edited + gradient) / plain, (double)json["correction_step_rows"]!, 0.01);
        JsonArray rows = json["rows"]!.AsArray();

        // Five candidates and a correction of 50 steps each, of which 15 are edited and guided; with previews the candidates have 10, all edited.
        Assert.Equal([(300, 0, 15), (90, 210, 15), (65, 35, 15)], rows.Select(row => ((int)row!["edited_steps"]!, (int)row["plain_steps"]!, (int)row["gradient_steps"]!)));
        Assert.Equal((300 * edited) + (15 * gradient), (double)rows[0]!["seconds"]!, 0.1);
    }

    /// <summary>
    /// Every fourth run is left uncorrected; of each three corrected ones the first improves in both measures, the second only in its
    /// share, the third in neither.
    /// </summary>
    [Fact]
    public async Task Bench_CorrectionAsJson_CountsWhatImproved()
    {
        int runs = 0;
        ScriptedRunner runner = new((_, _, _) => Task.FromResult(Records.Outcome((runs++ % 4) switch
        {
            0 => Corrected(0.2, 0.6, 0.1, 0.5),
            1 => Corrected(0.2, 0.6, 0.4, 0.4),
            2 => Corrected(0.5, 0.3, 0.4, 0.3),
            _ => Records.Corrected() with { Correction = null },
        })));
        using CommandHarness harness = new(runner);

        JsonNode json = await BenchAsync(harness, new CorrectionBenchmark(runner), "--what", "correction", "--json");

        Assert.Equal((40, 40, 30), (runs, (int)json["runs"]!, (int)json["corrected"]!));
        Assert.Equal(2.0 / 3, (double)json["share_improved"]!, 6);
        Assert.Equal(1.0 / 3, (double)json["iou_improved"]!, 6);
        Assert.Equal(1.0 / 3, (double)json["both_improved"]!, 6);
        Assert.Equal((0.3, 0.5), ((double)json["mean_share_before"]!, (double)json["mean_share_after"]!));
        Assert.Equal((0.3, 0.4), ((double)json["mean_iou_before"]!, (double)json["mean_iou_after"]!));
        JsonArray rows = json["rows"]!.AsArray();
        Assert.Equal(40, rows.Count);
        Assert.Equal(
            ["prompt", "candidate", "target", "corrected", "share_before", "share_after", "iou_before", "iou_after"],
            rows[0]!.AsObject().Select(field => field.Key));
        Assert.Equal((true, 1, 0.5), ((bool)rows[0]!["corrected"]!, (int)rows[0]!["candidate"]!, (double)rows[0]!["iou_after"]!));

        // The box [0.25, 0.5, 0.5, 0.75] of the record on the canvas of 512; an uncorrected run has no measures of after.
        Assert.Equal("128,256,256,384", (string)rows[0]!["target"]!);
        Assert.False((bool)rows[3]!["corrected"]!);
        Assert.Null(rows[3]!["share_after"]);
    }

    /// <summary>Runs come in pairs, whole and preview; of each four pairs one chooses another candidate.</summary>
    [Fact]
    public async Task Bench_PreviewAsJson_ComparesChoicesAndRows()
    {
        int runs = 0;
        List<int?> previews = [];
        ScriptedRunner runner = new((plan, _, _) =>
        {
            previews.Add(plan.PreviewStep);
            RunRecord record = Records.Corrected();
            bool other = (runs++ % 8) == 1;
            return Task.FromResult(Records.Outcome(record with { PoseChoice = record.PoseChoice! with { Index = other ? 0 : 1 }, UNetRows = plan.PreviewStep is null ? 1000 : 300 }));
        });
        using CommandHarness harness = new(runner);

        JsonNode json = await BenchAsync(harness, new PreviewBenchmark(runner), "--what", "preview", "--preview-step", "10", "--json");

        Assert.Equal([null, 10], previews.Distinct());
        Assert.Equal((80, 40, 0.75), (runs, (int)json["runs"]!, (double)json["same_candidate"]!));
        Assert.Equal((1000, 300, 0.25), ((double)json["mean_rows_whole"]!, (double)json["mean_rows_preview"]!, (double)json["share_of_official_rows"]!));
    }

    /// <summary>The second run of each pair has the first one's decisions and a picture that is off by 51 of 255 at every value: 20 log10(5) decibels.</summary>
    [Fact]
    public async Task Bench_CacheAsJson_ComparesPictures()
    {
        List<RunPlan> plans = [];
        ScriptedRunner runner = new((plan, _, _) =>
        {
            plans.Add(plan);
            return Task.FromResult(Records.Outcome() with { FinalImage = Records.Image((byte)(plan.CacheInterval == 1 ? 100 : 151)) });
        });
        using CommandHarness harness = new(runner);

        JsonNode json = await BenchAsync(harness, new CacheBenchmark(runner), "--what", "cache", "--cache-interval", "3", "--json");

        Assert.Equal(80, plans.Count);
        Assert.All(plans.Where((_, index) => index % 2 == 1), plan => Assert.Equal((3, 1), (plan.CacheInterval, plan.Decisions!.Pose.Index)));
        Assert.Equal(20 * Math.Log10(5), (double)json["mean_psnr"]!, 4);
        Assert.Equal((0.8, 0.8), ((double)json["mean_iou_whole"]!, (double)json["mean_iou_cached"]!));
        Assert.Equal(3.25, (double)json["drawing_seconds_cached"]!);
    }

    /// <summary>Every fourth run is not finished; the others kept the second of two pictures.</summary>
    [Fact]
    public async Task Bench_PlannerAsJson_CountsWhatWasFinished()
    {
        int runs = 0;
        List<string> orchestrations = [];
        ScriptedRunner runner = new((plan, _, _) =>
        {
            orchestrations.Add(plan.Orchestration);
            RunRecord record = Records.Planned();
            return Task.FromResult(Records.Outcome(runs++ % 4 == 0 ? record with { Planning = record.Planning! with { Summary = null } } : record));
        });
        using CommandHarness harness = new(runner);

        JsonNode json = await BenchAsync(harness, new PlannerBenchmark(runner), "--what", "planner", "--json");

        Assert.Equal(["planner"], orchestrations.Distinct());
        Assert.Equal((40, 30, 40, 17.0, 140.0), ((int)json["runs"]!, (int)json["finished"]!, (int)json["branched"]!, (double)json["mean_calls"]!, (double)json["mean_steps"]!));
        Assert.Equal((0.6, 0.8), ((double)json["mean_share"]!, (double)json["mean_iou"]!));
        Assert.Equal((false, 1), ((bool)json["rows"]![0]!["finished"]!, (int)json["rows"]![0]!["kept"]!));
    }

    [Theory]
    [InlineData("correction")]
    [InlineData("planner")]
    public async Task Bench_ModelThatIsNotThere_FailsBeforeAnythingElse(string what)
    {
        ScriptedRunner runner = ScriptedRunner.Succeeding();
        using CommandHarness harness = new(runner);
        RecordApplication application = new(harness.Services with { Benchmarks = [new CorrectionBenchmark(runner), new PlannerBenchmark(runner)] });

        Assert.Equal(ExitCode.Failure, await application.RunAsync(["bench", "--what", what, "--model", "nowhere"], CancellationToken.None));

        Assert.Contains("nowhere", harness.Error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("1/40", harness.Error.ToString(), StringComparison.Ordinal);
        Assert.Null(runner.Plan);
    }

    private static RunRecord Corrected(double shareBefore, double shareAfter, double iouBefore, double iouAfter)
    {
        RunRecord record = Records.Corrected();
        return record with { Correction = record.Correction! with { ShareBefore = shareBefore, ShareAfter = shareAfter, IouBefore = iouBefore, IouAfter = iouAfter } };
    }

    private static async Task<JsonNode> BenchAsync(CommandHarness harness, IBenchmark benchmark, params string[] options)
    {
        RecordApplication application = new(harness.Services with { Benchmarks = [benchmark] });

        Assert.Equal(ExitCode.Success, await application.RunAsync(["bench", .. options], CancellationToken.None));

        return JsonNode.Parse(harness.Output.ToString())!;
    }
}
