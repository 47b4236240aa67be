using ReCorD.Agents.Runs;
using ReCorD.Cli.Application;
using ReCorD.Cli.Bench;
using ReCorD.Cli.Configuration;
using ReCorD.Cli.Generate;
using ReCorD.Cli.Results;
using ReCorD.Cli.Tests.Support;
using ReCorD.Plugins.Events;

namespace ReCorD.Cli.Tests.Planning;

/// <summary>The planner with the embedded model and the built-in chat model.</summary>
public sealed class PlannerRunTests : IDisposable
{
    private readonly CommandHarness harness = new();

    public void Dispose() => harness.Dispose();

    /// <summary>Few candidates of few steps: whether runs come to their end does not hang on how good the pictures are, and poor ones make it branch more.</summary>
    [Fact]
    public async Task It_finishes_forty_of_forty_prompts_within_its_budget_and_writes_nothing()
    {
        List<(RunPlan Plan, RunRecord Record)> runs = [];
        foreach (string prompt in BenchRuns.Prompts)
        {
            RunPlan plan = Plan(prompt);
            runs.Add((plan, await RunAsync(plan)));
        }

        Assert.Equal(40, runs.Count(run => run.Record.Planning?.Summary is not null));
        Assert.All(runs, run => Assert.Single(run.Record.Planning!.Branches, branch => branch.Kept));
        Assert.All(runs, run => Assert.InRange(run.Record.Planning!.Calls, 7, 100));

        // Two candidates and a correction of five steps each, and three trials of three: 24, and twice that.
        Assert.All(runs, run => Assert.InRange(run.Record.Planning!.Steps, 10, 48));
        Assert.Empty(harness.Files());

        // All that took another way than the plain one, and one that did not, come out the same from their records.
        (RunPlan Plan, RunRecord Record)[] repeated = [.. runs.Where(run => run.Record.Planning!.Branches.Count > 1).Take(3), .. runs.Where(run => run.Record.Candidates.Count > 2).Take(2), runs[0]];
        foreach ((RunPlan plan, RunRecord record) in repeated)
        {
            RunRecord again = await RunAsync(plan with { Decisions = ReplayDecisions.From(record) });
            Assert.Equal(record.ImageSha256, again.ImageSha256);
        }
    }

    [Fact]
    public async Task A_run_of_the_command_leaves_a_record_from_which_it_repeats_to_the_same_file()
    {
        string[] run = ["generate", "a boy is kicking a ball", "--orchestration", "planner", "--steps", "5", "--candidates", "2", "--seed", "3"];
        Assert.Equal(ExitCode.Success, await harness.RunAsync([.. run, "--out", "first"]));
        Assert.Equal(ExitCode.Success, await harness.RunAsync("generate", "--from", harness.Folder.At("first/image.png"), "--out", "second"));

        Assert.Equal(await File.ReadAllBytesAsync(harness.Folder.At("first/image.png")), await File.ReadAllBytesAsync(harness.Folder.At("second/image.png")));
        RunRecord record = RecordFile.Read(harness.Folder.At("second/run.json"), harness.Services.Png);
        Assert.NotNull(record.Planning!.Summary);
        Assert.Contains($">{record.Planning.Summary[..20]}", await File.ReadAllTextAsync(harness.Folder.At("first/report.html")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Planner:MaximumCalls=0", "Planner:MaximumCalls is 0 but must be from 1")]
    [InlineData("Planner:MaximumSeconds=-1", "Planner:MaximumSeconds is -1 but must be from 1")]
    [InlineData("Planner:MaximumSteps=0", "Planner:MaximumSteps is 0 but must be from 1")]
    [InlineData("Planner:MaximumStep=9", "section Planner has no setting named 'MaximumStep'")]
    public async Task Settings_out_of_range_are_named(string setting, string problem)
    {
        Assert.Equal(ExitCode.Usage, await harness.RunAsync("generate", "a boy is kicking a ball", "--set", setting));

        Assert.Contains(problem, harness.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fewer_steps_than_a_plain_run_takes_are_refused()
    {
        Assert.NotEqual(ExitCode.Success, await harness.RunAsync("generate", "a boy is kicking a ball", "--orchestration", "planner", "--set", "Planner:MaximumSteps=100"));

        Assert.Contains("take 300. Raise Planner:MaximumSteps", harness.Error.ToString(), StringComparison.Ordinal);
    }

    private static RunPlan Plan(string prompt) => new()
    {
        Prompt = prompt, Method = "record", Profile = "default", Model = "models/mini-hoi", Seed = 1, Candidates = 2, Steps = 5, NegativePrompt = "",
        Provider = "builtin", Orchestration = "planner", Device = new DeviceSettings(),
    };

    private async Task<RunRecord> RunAsync(RunPlan plan) => (await harness.Services.Runner.RunAsync(plan, new RecordSettings(), NullRunObserver.Instance, CancellationToken.None)).Record;
}
