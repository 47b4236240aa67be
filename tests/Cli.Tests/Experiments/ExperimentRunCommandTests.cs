using System.Text.Json.Nodes;
using ReCorD.Cli.Application;
using ReCorD.Cli.Generate;
using ReCorD.Cli.Tests.Support;

namespace ReCorD.Cli.Tests.Experiments;

/// <summary>What is run, with what, and what is kept.</summary>
public sealed class ExperimentRunCommandTests : IDisposable
{
    private readonly ExperimentRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Run_ImageRuns_PlansEachAndKeepsPicturesAndReport()
    {
        _rig.Write("""
            description: Fewer steps
            task: generate
            prompts:
              - {label: fifty, raw: "a {{who}} is kicking a ball", config: {steps: 50}}
              - {label: thirty, raw: "a {{who}} is kicking a ball", config: {steps: 30}}
            tests:
              - vars: {who: boy, seed: 7, guidanceScale: 5, box: [10, 20, 110, 120]}
              - vars: {who: girl}
            evaluateOptions: {repeat: 2}
            outputPath: out
            """);

        Assert.Equal(ExitCode.Success, await _rig.Harness.RunAsync("experiment", "run", "x.yaml"));

        Assert.Equal(8, _rig.Plans.Count);
        Assert.Equal([50, 30, 50, 30], _rig.Plans.Take(4).Select(plan => plan.Steps));
        Assert.Equal([7, 7, 71, 71, 1, 1, 65, 65], _rig.Plans.Select(plan => plan.Seed));
        Assert.Equal("a girl is kicking a ball", _rig.Plans[4].Prompt);
        Assert.Equal(5, _rig.Plans[0].GuidanceScale);
        Assert.Equal([10, 20, 110, 120], _rig.Plans[0].Box!.Value.ToReference());
        Assert.Contains("attention share", _rig.Said, StringComparison.Ordinal);
        Assert.Contains("Paired differences to 'fifty'", _rig.Said, StringComparison.Ordinal);
        Assert.Contains("(n = 2: too few for an interval)", _rig.Said, StringComparison.Ordinal);
        Assert.Contains("not known", _rig.Said, StringComparison.Ordinal);
        Assert.Equal(["out/.results.jsonl.lock", "out/pictures", "out/plan.json", "out/report.html", "out/results.jsonl", "out/summary.json", "x.yaml"],
            _rig.Harness.Files().Select(file => file.Replace('\\', '/')).Select(file => file.StartsWith("out/pictures/", StringComparison.Ordinal) ? "out/pictures" : file).Distinct());
    }

    /// <summary>An item is known by what the experiment says, so that parts from machines with other folders match; what is run has full paths, for its record.</summary>
    [Fact]
    public async Task Run_FilesThatLieElsewhere_HaveTheSameItemsAndFullPathsInRecords()
    {
        const string experiment = """
            task: generate
            tests: [{vars: {prompt: a boy is kicking a ball, model: mine, config: described, pose: joints, lora: "ink.safetensors:0.5", embedding: "toy.safetensors:<toy>"}}]
            outputPath: out
            """;
        using CommandHarness other = new(new ScriptedRunner((plan, _, _) => Task.FromResult(Records.Outcome())));
        foreach (CommandHarness one in new[] { _rig.Harness, other })
        {
            File.WriteAllText(one.Folder.At("x.yaml"), experiment);
            Array.ForEach(["mine", "described", "joints"], name => Directory.CreateDirectory(one.Folder.At(name)));
            Array.ForEach(["ink.safetensors", "toy.safetensors"], name => File.WriteAllText(one.Folder.At(name), ""));
            Assert.Equal(ExitCode.Success, await one.RunAsync("experiment", "run", "x.yaml"));
        }

        Assert.Equal(Id(_rig.Harness), Id(other));
        RunPlan plan = Assert.Single(_rig.Plans);
        Assert.Equal(
            [_rig.Harness.Folder.At("mine"), _rig.Harness.Folder.At("described"), _rig.Harness.Folder.At("joints"), _rig.Harness.Folder.At("ink.safetensors"), _rig.Harness.Folder.At("toy.safetensors")],
            [plan.Model, plan.ModelConfig!, plan.Pose!, plan.Lora[0].Path, plan.Embeddings[0].Path]);

        static string Id(CommandHarness one) => JsonNode.Parse(File.ReadAllText(one.Folder.At("out/results.jsonl")))!["id"]!.GetValue<string>();
    }

    [Fact]
    public async Task Run_Again_DoesNothingTwice()
    {
        _rig.Write("task: generate\ntests: [{vars: {prompt: a boy is kicking a ball}}]\noutputPath: out");
        await _rig.Harness.RunAsync("experiment", "run", "x.yaml");
        string first = _rig.Log();

        Assert.Equal(ExitCode.Success, await _rig.Harness.RunAsync("experiment", "run", "x.yaml"));

        Assert.Single(_rig.Plans);
        Assert.Equal(first, _rig.Log());
        Assert.Contains("1 of 1 items are done already.", _rig.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FreshOrUncached_DoesAllAnew()
    {
        _rig.Write("task: generate\ntests: [{vars: {prompt: a boy is kicking a ball}}]\noutputPath: out");
        await _rig.Harness.RunAsync("experiment", "run", "x.yaml");
        await _rig.Harness.RunAsync("experiment", "run", "x.yaml", "--fresh");
        _rig.Write("task: generate\ntests: [{vars: {prompt: a boy is kicking a ball}}]\noutputPath: out\nevaluateOptions: {cache: false}");
        await _rig.Harness.RunAsync("experiment", "run", "x.yaml");

        Assert.Equal(3, _rig.Plans.Count);
        Assert.Single(_rig.Log().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Run_Json_PrintsStatisticsAlone()
    {
        _rig.Write("task: generate\ntests: [{vars: {prompt: a boy is kicking a ball}}]\noutputPath: out");

        await _rig.Harness.RunAsync("experiment", "run", "x.yaml", "--json");

        JsonNode statistics = JsonNode.Parse(_rig.Said)!;
        Assert.Equal(0.6, statistics["columns"]![0]!["metrics"]!["attention_share"]!["mean"]!.GetValue<double>());
        Assert.Equal(1, statistics["done"]!.GetValue<int>());
    }

    [Fact]
    public async Task Run_ColumnsWithModelsOfTheirOwn_LoadEachOnce()
    {
        _rig.Write("""
            task: generate
            prompts:
              - {label: one, raw: "{{prompt}}", config: {threads: 1}}
              - {label: two, raw: "{{prompt}}", config: {threads: 2}}
            tests:
              - vars: {prompt: a boy is kicking a ball}
              - vars: {prompt: a girl is kicking a ball}
            outputPath: out
            """);

        Assert.Equal(ExitCode.Success, await _rig.Harness.RunAsync("experiment", "run", "x.yaml"));

        Assert.Equal([1, 1, 2, 2], _rig.Plans.Select(plan => plan.Device.Threads));
        Assert.Equal(["a boy is kicking a ball", "a girl is kicking a ball"], _rig.Plans.Take(2).Select(plan => plan.Prompt));
    }

    [Fact]
    public async Task Run_SameProviderWithOtherSettings_NeverTakesTheOthersRun()
    {
        _rig.Write("""
            task: generate
            prompts:
              - {label: result, raw: "{{prompt}}"}
              - {label: first, raw: "{{prompt}}", config: {measure: first-round}}
            providers:
              - {id: mine, label: one, config: {kind: openai, model: one}}
              - {id: mine, label: two, config: {kind: openai, model: two}}
            tests: [{vars: {prompt: a boy is kicking a ball}}]
            outputPath: out
            """);

        Assert.Equal(ExitCode.Success, await _rig.Harness.RunAsync("experiment", "run", "x.yaml"));

        // In order: result one, result two, first one, first two. None can share the run just before it.
        Assert.Equal(4, _rig.Plans.Count);
    }

    [Fact]
    public async Task Run_PartThatEndsWithinAnother_IsInTheReportOfBoth()
    {
        CommandHarness shared = null!;
        bool began = false;
        using CommandHarness owner = shared = new CommandHarness(new ScriptedRunner(async (_, _, token) =>
        {
            if (!began)
            {
                began = true;
                Assert.Equal(ExitCode.Success, await shared.RunAsync(["experiment", "run", "x.yaml", "--shard", "2/2"], token));
            }

            return Records.Outcome();
        }));
        await File.WriteAllTextAsync(owner.Folder.At("x.yaml"), "task: generate\ntests:\n  - vars: {prompt: a boy is kicking a ball}\n  - vars: {prompt: a girl is kicking a ball}\noutputPath: out");

        Assert.Equal(ExitCode.Success, await owner.RunAsync("experiment", "run", "x.yaml", "--shard", "1/2"));

        Assert.Equal(2, JsonNode.Parse(await File.ReadAllTextAsync(owner.Folder.At("out/summary.json")))!["done"]!.GetValue<int>());
    }
}
